import type { RepositoryFile } from "@/lib/contracts/interop";
import { baseName } from "./recorder";

/** How a tool's migrations are told from those of others. Pure: paths and contents in, data out. */
export interface Signs {
  /** Its migrations among a repository's files, in no order. */
  readonly migrations: (files: readonly RepositoryFile[]) => readonly RepositoryFile[];
  /** The folder that the tool is pointed at, of one migration; its own folder where left out. */
  readonly folderOf?: (path: string) => string;
  /** Whether only this tool has such a file, migrations aside: its configuration, its lock file. */
  readonly isOwn?: (file: RepositoryFile) => boolean;
  /** What stands in the migrations and is nobody else's; null where others write the same. */
  readonly mark: string | null;
}

/** What speaks for a tool in a repository. */
export interface Clue {
  /** Of the repository, without a `/` at the end; empty for its root. Where there are several, the one they share. */
  readonly directory: string;
  /** `certain`: nobody else writes this. `likely`: the files are named or written like its own. */
  readonly confidence: "certain" | "likely";
  /** A file or a text that only it writes, or the names of its files. */
  readonly because: string;
  readonly migrations: readonly RepositoryFile[];
}

/** What speaks for the tool; null where nothing does. */
export function clueOf(signs: Signs, files: readonly RepositoryFile[]): Clue | null {
  const migrations = signs.migrations(files);
  if (migrations.length === 0) return null;
  const own = files.find((file) => signs.isOwn?.(file));
  return {
    directory: sharedFolder(migrations.map(({ path }) => (signs.folderOf ?? folderOf)(path))),
    confidence: own || signs.mark !== null ? "certain" : "likely",
    because: own?.path ?? signs.mark ?? "the names of its files",
    migrations,
  };
}

/** The folder of a path; empty for the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Files of one base name or pattern. */
export const named =
  (pattern: RegExp) =>
  ({ path }: RepositoryFile): boolean =>
    pattern.test(baseName(path));

function sharedFolder(folders: readonly string[]): string {
  const [parts = [], ...others] = folders.map((folder) => folder.split("/"));
  const differs = parts.findIndex((part, at) => others.some((other) => other[at] !== part));
  return (differs < 0 ? parts : parts.slice(0, differs)).join("/");
}
