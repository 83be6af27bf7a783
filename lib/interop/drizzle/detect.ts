import type { RepositoryFile } from "@/lib/contracts/interop";
import { folderOf, type Signs } from "../clue";

/** Files that `meta/_journal.json` beside them lists; others are never run. */
export const drizzleSigns: Signs = {
  migrations: (files) => {
    const folders = files.filter(isJournal).map(({ path }) => folderOf(folderOf(path)));
    return files.filter(({ path }) => path.endsWith(".sql") && folders.includes(folderOf(path)));
  },
  mark: "meta/_journal.json",
};

export const isJournal = ({ path }: RepositoryFile): boolean => /(^|\/)meta\/_journal\.json$/.test(path);
