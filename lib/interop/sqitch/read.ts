import { folderOf } from "../clue";
import { sqlFile } from "../source-migration";
import type { SourceRules } from "../source-rules";
import { isPlan } from "./detect";

/** In the plan's order, named `project:change`; psql runs the scripts, which begin their transactions themselves. */
export const sqitchRules: SourceRules = {
  read: (migrations, files) =>
    files.filter(isPlan).flatMap(({ path, content }) => {
      const top = folderOf(path);
      const project = /^\s*%\s*project\s*=\s*(\S+)/m.exec(content)?.[1] ?? "";
      return content
        .split("\n")
        .filter((line) => /^\s*[^\s%@#]/.test(line))
        .flatMap((line) => {
          const name = /^\s*(\S+)/.exec(line)?.[1] ?? "";
          const script = `${top === "" ? "" : `${top}/`}deploy/${name}.sql`;
          const file = migrations.find((one) => one.path === script);
          return file ? [sqlFile(file, { name: `${project}:${name}`, inTransaction: false })] : [];
        });
    }),
};
