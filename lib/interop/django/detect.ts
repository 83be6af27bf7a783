import { named, type Signs } from "../clue";

/** Classes below `migrations.Migration`, in a folder `migrations` for each app. */
export const djangoSigns: Signs = {
  migrations: (files) =>
    files.filter(
      ({ path, content }) =>
        /(^|\/)migrations\/[^/]+\.py$/.test(path) && /class\s+Migration\s*\(/.test(content),
    ),
  isOwn: named(/^manage\.py$/),
  mark: "migrations.Migration",
};
