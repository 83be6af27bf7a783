import { readFileSync, statSync } from "node:fs";
import { MergeCheck } from "@/lib/contracts/merge-check";
import { repositoryFiles } from "./repository-files";

export interface CheckCommandFlags {
  readonly server?: string;
  readonly apiKey?: string;
  readonly environment?: string;
  readonly format: "text" | "json" | "github";
}

interface Checked {
  readonly path: string;
  readonly phase: string;
  readonly ok: boolean;
  /** What is waited for, on every environment. */
  readonly waitsFor: readonly string[];
}

/** As `interlock export` writes it into each file. */
const HEADER = /\binterlock: plan=([0-9a-f]{12,64}) phase=([\w-]+)/;

/**
 * Asks the server for each file of a plan whether it may be merged, and prints. Answers 0 where all of them may, 1 where
 * one may not yet. Throws with one line where the server cannot be asked. Files that are no plan's are passed over.
 */
export async function checkCommand(paths: readonly string[], flags: CheckCommandFlags): Promise<number> {
  const files = paths.flatMap((path) =>
    statSync(path).isDirectory() ? repositoryFiles(path) : [{ path, content: readFileSync(path, "utf8") }],
  );
  const answers = new Map<string, Promise<MergeCheck>>();
  const checked: Checked[] = [];
  for (const { path, content } of files) {
    const [, plan, phase] = HEADER.exec(content) ?? [];
    if (plan === undefined || phase === undefined) continue;
    const key = `${plan} ${phase}`;
    const asked = answers.get(key) ?? ask(plan, phase, flags);
    answers.set(key, asked);
    const { ok, environments } = await asked;
    const waitsFor = environments.flatMap((environment) =>
      environment.waitsFor.map(({ message }) => message),
    );
    checked.push({ path, phase, ok, waitsFor });
  }
  process.stdout.write(printed(checked, flags.format));
  return checked.every(({ ok }) => ok) ? 0 : 1;
}

async function ask(plan: string, phase: string, flags: CheckCommandFlags): Promise<MergeCheck> {
  const server = flags.server ?? process.env.INTERLOCK_URL;
  const key = flags.apiKey ?? process.env.INTERLOCK_API_KEY;
  if (!server || !key)
    throw new Error("say where Interlock is: --server and --api-key, or INTERLOCK_URL and INTERLOCK_API_KEY");
  const query = new URLSearchParams({ plan, phase });
  if (flags.environment !== undefined) query.set("environment", flags.environment);
  const url = `${server.replace(/\/+$/, "")}/api/v1/merge-checks?${query}`;
  let response: Response;
  try {
    response = await fetch(url, { headers: { authorization: `Bearer ${key}`, accept: "application/json" } });
  } catch (error) {
    throw new Error(`${server} cannot be reached: ${error instanceof Error ? error.message : error}`);
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return MergeCheck.parse(body);
  const detail = typeof body === "object" && body !== null && "detail" in body ? String(body.detail) : "";
  throw new Error(`${server} answered ${response.status}${detail ? `: ${detail}` : ""}`);
}

function printed(checked: readonly Checked[], format: CheckCommandFlags["format"]): string {
  if (format === "json")
    return `${JSON.stringify({ ok: checked.every(({ ok }) => ok), files: checked }, null, 2)}\n`;
  if (format === "github") {
    return checked
      .flatMap(({ path, waitsFor }) =>
        waitsFor.map((message) => `::error file=${path},line=1,title=Not to be merged yet::${message}\n`),
      )
      .join("");
  }
  if (checked.length === 0) return "No file of a plan: nothing to wait for.\n";
  return checked
    .map(({ path, ok, waitsFor }) =>
      ok
        ? `${path}: may be merged\n`
        : `${path}: not yet\n${waitsFor.map((message) => `    ${message}\n`).join("")}`,
    )
    .join("");
}
