import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ExportOptions, type RepositoryFile, type ToolId } from "@/lib/contracts/interop";
import { Plan } from "@/lib/contracts/plan";
import { exportPlan } from "@/lib/interop/export-plan";
import { TOOLS } from "@/lib/interop/registry";
import { loadParser } from "@/lib/sql/parse";
import { readJsonFile } from "./read-input";

/** Writes the files and prints their paths, then the notes. Exit code 2 where something is wrong with what was given. */
export async function exportCommand(
  planFile: string,
  tool: ToolId,
  out: string,
  flags: ExportOptions,
): Promise<number> {
  const plan = Plan.safeParse(readJsonFile(planFile));
  if (!plan.success) throw new Error(`${planFile} is no Plan: ${plan.error.issues[0]?.path.join(".")}`);
  const options = ExportOptions.safeParse(flags);
  if (!options.success) {
    const issue = options.error.issues[0];
    throw new Error(`--${issue?.path.join(".")}: ${issue?.message}`);
  }
  await loadParser();
  const exported = exportPlan(plan.data, tool, options.data, filesToContinue(tool, options.data, out));
  if (!exported.ok) throw new Error(exported.failure);
  const files = exported.value.files.map((file) => ({ ...file, target: join(out, file.path) }));
  const anew = TOOLS[tool].companion?.pathOf(options.data);
  const taken = files.filter(({ path, target }) => path !== anew && existsSync(target));
  if (taken.length > 0) throw new Error(`there is already ${taken.map(({ target }) => target).join(", ")}`);
  for (const { target, content } of files) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  for (const { title, mergeAfter, files: own } of exported.value.phases) {
    process.stdout.write(`${title}. ${mergeAfter}.\n${own.map(({ path }) => `  ${path}\n`).join("")}`);
  }
  for (const note of exported.value.notes) process.stdout.write(`Note: ${note}\n`);
  return 0;
}

/** What the team has there already and ours go on from. */
function filesToContinue(tool: ToolId, options: ExportOptions, out: string): readonly RepositoryFile[] {
  const folder = TOOLS[tool].continues?.(options);
  if (folder === undefined || !existsSync(join(out, folder))) return [];
  return readdirSync(join(out, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({
      path: `${folder}/${name}`,
      content: readFileSync(join(out, folder, name), "utf8"),
    }));
}
