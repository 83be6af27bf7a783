import { named, type Signs } from "../clue";

/** Classes below `ActiveRecord::Migration`. */
export const railsSigns: Signs = {
  migrations: (files) =>
    files.filter(
      (file) => named(/^\d+_\w+\.rb$/)(file) && /<\s*ActiveRecord::Migration\b/.test(file.content),
    ),
  mark: "ActiveRecord::Migration",
};
