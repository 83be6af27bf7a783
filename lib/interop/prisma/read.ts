import { runsAsOne, sortedBy, sqlFile } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** The folder's name is the migration's; the engine opens no transaction and may send the file as one string. */
export const prismaRules: SourceRules = {
  read: (migrations) =>
    sortedBy(
      migrations.map((file) =>
        sqlFile(file, {
          name: file.path.split("/").at(-2) ?? "",
          inTransaction: runsAsOne(file.content),
        }),
      ),
      ({ name }) => name,
    ),
};
