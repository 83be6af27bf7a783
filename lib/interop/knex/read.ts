import { readJavascript } from "../code/javascript";
import { baseName } from "../recorder";
import { sortedBy } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** The file's name with its extension; in a transaction unless its `config` says otherwise. */
export const knexRules: SourceRules = {
  read: (migrations) =>
    sortedBy(migrations, ({ path }) => baseName(path)).map((file) =>
      readJavascript(file, {
        name: baseName(file.path),
        inTransaction: !/\bconfig\b[^;]*\btransaction\s*:\s*false\b/.test(file.content),
        calls: {
          sql: /\w+(?:\.schema)?\s*\.\s*raw\s*\(\s*/,
          chained: /\s*\.\s*raw\s*\(\s*/,
        },
      }),
    ),
};
