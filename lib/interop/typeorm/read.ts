import { readJavascript } from "../code/javascript";
import { sortedBy } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** The class's name, which ends in its milliseconds; in a transaction unless `transaction = false`. */
export const typeormRules: SourceRules = {
  read: (migrations) =>
    sortedBy(
      migrations.map((file) =>
        readJavascript(file, {
          name: nameOf(file.content),
          inTransaction: !/\btransaction\s*(?::\s*boolean\s*)?=\s*false\b/.test(file.content),
          calls: { sql: /\w+\s*\.\s*query\s*\(\s*/ },
        }),
      ),
      ({ name }) => name.slice(-13),
    ),
};

/** The property `name` where there is one, as the tool takes it. */
const nameOf = (code: string) =>
  /\bname\s*(?::\s*string\s*)?=\s*["'`](\w+)["'`]/.exec(code)?.[1] ?? /\bclass\s+(\w+)/.exec(code)?.[1] ?? "";
