import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { ExportedFile, ExportOptions, ToolId } from "@/lib/contracts/interop";

/** A repository of a team with one tool, and its database. */
export interface Project {
  /** Inside the folder that holds the npm tools, so that Node finds them. */
  readonly dir: string;
  /** As the owner of the tables. */
  readonly url: string;
}

/** The tool itself, as a team would call it. Each throws with the tool's output where the tool fails. */
export interface RealTool {
  readonly id: ToolId;
  /** What the files have to fit in with: the team's first migration is there already. */
  readonly options: ExportOptions;
  /** Where the tool cannot be had on this machine: why. */
  readonly missing: (tools: string) => Promise<string | null>;
  /** Configuration, and a first migration of the team's. */
  readonly begin: (project: Project) => void;
  /** What a person does with the exported files besides copying them. */
  readonly add: (project: Project, files: readonly ExportedFile[]) => void;
  /** A later migration of the team's that runs one statement. */
  readonly later: (project: Project, name: string, sql: string) => void;
  readonly migrate: (project: Project) => Promise<string>;
  /** Migrations that the tool's own status calls pending. */
  readonly pending: (project: Project) => Promise<number>;
  /** Takes the newest migration back; null where the tool has no way back. */
  readonly rollback: ((project: Project) => Promise<string>) | null;
  /** What a person runs to take these files back where the tool has no way back of its own; undoes all of them. */
  readonly takeBackByHand?: (project: Project, files: readonly ExportedFile[]) => Promise<void>;
  /** Asks for the rows as the tool wrote them: `name` and what the recorder keeps beside it. Null where only names are kept. */
  readonly kept: string | null;
  /** Tables and schemas of the tool's own, as `schema.name` or `schema.*`. */
  readonly own: readonly string[];
}

const run = promisify(execFile);

/** Runs a program in the project and answers what it printed. Throws with it where the exit code is not 0. */
export async function call(
  { dir, url }: Project,
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const clean = Object.entries(process.env).filter(([name]) => !/^(PG|NODE_|VITEST|INTERLOCK_)/.test(name));
  try {
    const { stdout, stderr } = await run(program, [...args], {
      cwd: dir,
      env: { ...Object.fromEntries(clean), NODE_ENV: "development", DATABASE_URL: url, ...env },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 120_000,
    });
    return stdout + stderr;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(" ")} failed\n${stdout}${stderr}`, { cause: error });
  }
}

export function write({ dir }: Project, path: string, content: string): void {
  const target = join(dir, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

export function writeAll(project: Project, files: readonly ExportedFile[]): void {
  for (const { path, content } of files) write(project, path, content);
}

/** A program of an npm package, seen from the project. */
export const fromNpm = (path: string) => `../../node_modules/${path}`;

/** The connection as its parts, for tools that want them one by one. */
export function partsOf({ url }: Project): {
  host: string;
  port: string;
  user: string;
  password: string;
  database: string;
} {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
  };
}

/** Null where the program answers; else one line of why not. */
export async function answers(program: string, args: readonly string[]): Promise<string | null> {
  try {
    await run(program, [...args], { timeout: 60_000 });
    return null;
  } catch (error) {
    return `${program} ${args.join(" ")}: ${String((error as Error).message).split("\n")[0]}`;
  }
}
