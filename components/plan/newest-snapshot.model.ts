import type { RepositoryFile } from "@/lib/contracts/interop";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { isRepositoryFile } from "@/lib/interop/repository-file";

const STATE = /^(?:(.*)\/)?((\d+\w*)_snapshot|_journal)\.json$/;
/** Whether a file is what Drizzle makes its next migration from. */
export const isDrizzleState = (path: string): boolean => isRepositoryFile(path) && STATE.test(path);

/**
 * The newest snapshot, and the journal where it is there too, by their paths in the folder of the migrations. Fails with a
 * sentence where there is none, or there are several folders of them.
 */
export function newestSnapshot(files: readonly RepositoryFile[]): Result<readonly RepositoryFile[], string> {
  const found = files.flatMap(({ path, content }) => {
    const [, folder = "", name, number] = STATE.exec(path) ?? [];
    return name === undefined ? [] : [{ folder, isSnapshot: number !== undefined, name, content }];
  });
  const snapshots = found.filter(({ isSnapshot }) => isSnapshot);
  const newest = snapshots.toSorted((a, b) => (a.name < b.name ? 1 : -1))[0];
  if (!newest) return fail("There is no snapshot of Drizzle's among them, like meta/0004_snapshot.json.");
  const folders = [...new Set(snapshots.map(({ folder }) => folder))];
  if (folders.length > 1)
    return fail(`There are several folders of snapshots, open one: ${folders.join(", ")}.`);
  const journal = found.filter(({ isSnapshot, folder }) => !isSnapshot && folder === newest.folder);
  return ok([newest, ...journal].map(({ name, content }) => ({ path: `meta/${name}.json`, content })));
}
