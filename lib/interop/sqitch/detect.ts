import { folderOf, named, type Signs } from "../clue";

/** Scripts below `deploy` beside a `sqitch.plan`. */
export const sqitchSigns: Signs = {
  migrations: (files) => {
    const tops = files.filter(isPlan).map(({ path }) => folderOf(path));
    return files.filter(
      ({ path }) =>
        path.endsWith(".sql") &&
        tops.some((top) => path.startsWith(top === "" ? "deploy/" : `${top}/deploy/`)),
    );
  },
  mark: "sqitch.plan",
};

export const isPlan = named(/^sqitch\.plan$/);
