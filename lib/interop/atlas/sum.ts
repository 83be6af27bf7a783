import { createHash } from "node:crypto";
import type { ExportedFile, ExportOptions, RepositoryFile } from "@/lib/contracts/interop";
import { baseName } from "../recorder";

export const folderOf = ({ directory }: ExportOptions): string => directory ?? "migrations";
export const sumPathOf = (options: ExportOptions): string => `${folderOf(options)}/atlas.sum`;

/**
 * `atlas.sum` over the team's files and those of ours; null where the team's are not there, or theirs is not what this makes of
 * them, as after an edit that was never hashed.
 */
export function extendedSum(
  ours: readonly ExportedFile[],
  options: ExportOptions,
  repository: readonly RepositoryFile[],
): string | null {
  const folder = `${folderOf(options)}/`;
  const isOfFolder = ({ path }: RepositoryFile) =>
    path.startsWith(folder) && /^[^/]+\.sql$/.test(path.slice(folder.length));
  const teams = repository.filter(isOfFolder);
  const sum = repository.find(({ path }) => path === sumPathOf(options))?.content;
  return sum !== undefined && sumOf(teams) === sum ? sumOf([...teams, ...ours.filter(isOfFolder)]) : null;
}

/**
 * One running SHA-256 over names and contents, in the order of names: each line is what it is by then, the first one is over all
 * lines. From Atlas' source, and as in the repositories of teams.
 */
function sumOf(files: readonly RepositoryFile[]): string {
  const running = createHash("sha256");
  const lines = files
    .map(({ path, content }) => ({ name: baseName(path), content }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, content }) => ({
      name,
      hash: running.update(name).update(content).copy().digest("base64"),
    }));
  const whole = createHash("sha256");
  for (const { name, hash } of lines) whole.update(name).update(hash);
  return [`h1:${whole.digest("base64")}`, ...lines.map(({ name, hash }) => `${name} h1:${hash}`), ""].join(
    "\n",
  );
}
