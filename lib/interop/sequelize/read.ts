import { readJavascript } from "../code/javascript";
import { baseName } from "../recorder";
import { sortedBy } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** The file's name with its extension; nothing is in a transaction that does not open it. */
export const sequelizeRules: SourceRules = {
  read: (migrations) =>
    sortedBy(migrations, ({ path }) => baseName(path)).map((file) =>
      readJavascript(file, {
        name: baseName(file.path),
        inTransaction: false,
        calls: {
          sql: /(?:\w+\s*\.\s*)*sequelize\s*\.\s*query\s*\(\s*/,
          options:
            /\s*,\s*\{\s*(?:transaction(?:\s*:\s*\w+)?|raw\s*:\s*true|logging\s*:\s*\w+)(?:\s*,\s*(?:raw\s*:\s*true|logging\s*:\s*\w+))*\s*,?\s*\}/,
        },
      }),
    ),
};
