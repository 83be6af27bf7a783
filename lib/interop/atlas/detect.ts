import { folderOf, named, type Signs } from "../clue";

/** The files that `atlas.sum` beside them lists. */
export const atlasSigns: Signs = {
  migrations: (files) => {
    const folders = files.filter(named(/^atlas\.sum$/)).map(({ path }) => folderOf(path));
    return files.filter(({ path }) => path.endsWith(".sql") && folders.includes(folderOf(path)));
  },
  mark: "atlas.sum",
};
