import { existsSync, readFileSync, statSync } from "node:fs";
import type { Catalog } from "@/lib/catalog/model";
import { RULE_IDS } from "@/lib/contracts/constants";
import type { RepositoryFile, ToolId } from "@/lib/contracts/interop";
import type { Review, ReviewedTool, RuleId } from "@/lib/contracts/review";
import { type DetectedTool, detectTool, detectTools } from "@/lib/interop/detect";
import { describeTool, importMigrations } from "@/lib/interop/import-pending";
import { reviewMigration } from "@/lib/interop/review-migration";
import { formatReview, type ReviewFormat } from "@/lib/review/format";
import { review } from "@/lib/review/review";
import { Known } from "@/lib/sql/facts/known";
import { loadParser } from "@/lib/sql/parse";
import type { ToolHistory } from "@/lib/target/tool-history";
import { repositoryFiles } from "./repository-files";

export interface ReviewCommandFlags {
  readonly pg?: number;
  readonly inTransaction?: boolean;
  readonly database?: string;
  readonly tool?: ToolId;
  readonly format: ReviewFormat;
  readonly enable: readonly string[];
}

/** Reviews the files as one history, prints, and answers the exit code. Throws with one line where it cannot. */
export async function reviewCommand(paths: readonly string[], flags: ReviewCommandFlags): Promise<number> {
  const enable = flags.enable.map((rule) => {
    if (!RULE_IDS.includes(rule as RuleId)) throw new Error(`there is no rule ${rule}`);
    return rule as RuleId;
  });
  // It is compiled beside this thread, which reads the files meanwhile.
  const parser = loadParser();
  const sources = sourcesOf(paths, flags.tool);
  await parser;
  const database = flags.database ? await readFrom(flags.database) : null;
  const serverMajor = flags.pg ?? database?.catalog.serverMajor ?? 15;
  const known = database ? new Known(database.catalog) : Known.nothing();
  const tools: ReviewedTool[] = [];
  const result: Review = { files: [], tools };
  const options = { serverMajor, enable, inTransaction: flags.inTransaction ?? false, known };
  for (const source of sources) {
    if ("path" in source) {
      result.files.push(review(source.content, { ...options, path: source.path }));
      continue;
    }
    const history = database?.histories.find(({ tool }) => tool === source.detected.tool);
    const migrations = importMigrations(source.detected, source.files, history?.applied ?? null);
    addTool(tools, describeTool(source.detected, migrations));
    for (const migration of migrations.filter(({ isApplied }) => isApplied !== true)) {
      result.files.push(reviewMigration(source.detected.tool, migration, options));
    }
  }
  process.stdout.write(formatReview(result, flags.format));
  if (result.files.some(({ error }) => error !== null)) return 2;
  const unsafe = result.files.some(({ statements }) =>
    statements.some(({ findings }) => findings.some(({ level }) => level === "error")),
  );
  return unsafe ? 1 : 0;
}

interface OfTool {
  readonly detected: DetectedTool;
  readonly files: readonly RepositoryFile[];
}

/**
 * What is reviewed, in order: a directory's migrations as its tool runs them, and files given by name; those too as a
 * tool's where nobody else writes such files.
 */
function sourcesOf(paths: readonly string[], tool: ToolId | undefined): readonly (OfTool | RepositoryFile)[] {
  const detect = (files: readonly RepositoryFile[]) =>
    tool === undefined ? detectTools(files) : [detectTool(tool, files) ?? []].flat();
  return paths.flatMap((path): readonly (OfTool | RepositoryFile)[] => {
    if (path === "-") return [{ path, content: readFileSync(0, "utf8") }];
    if (!existsSync(path)) throw new Error(`there is no file ${path}`);
    if (!statSync(path).isDirectory()) {
      const file = { path, content: readFileSync(path, "utf8") };
      const detected = detect([file]).find(
        ({ confidence }) => confidence === "certain" || tool !== undefined,
      );
      return [detected ? { detected, files: [file] } : file];
    }
    const files = repositoryFiles(path);
    return detect(files).map((detected) => ({ detected, files }));
  });
}

/** Files given one by one are counted together. */
function addTool(tools: ReviewedTool[], one: ReviewedTool): void {
  const same = tools.find(({ tool, directory }) => tool === one.tool && directory === one.directory);
  if (!same) tools.push(one);
  else {
    same.total += one.total;
    if (same.pending !== null && one.pending !== null) same.pending += one.pending;
  }
}

/** The driver is loaded only where a database is asked for. */
async function readFrom(
  url: string,
): Promise<{ readonly catalog: Catalog; readonly histories: readonly ToolHistory[] }> {
  const { readDatabase, readHistories } = await import("./read-database");
  return { catalog: await readDatabase(url), histories: await readHistories(url) };
}
