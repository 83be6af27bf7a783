import { baseName } from "../recorder";
import { onlyBetween, runsAsOne, sortedBy } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** The digits of the name; what stands above `-- migrate:down`, as one string, in a transaction unless marked. */
export const dbmateRules: SourceRules = {
  read: (migrations) =>
    sortedBy(migrations, ({ path }) => baseName(path)).map(({ path, content }) => {
      const up = /^--\s*migrate:up([^\n]*)/m.exec(content);
      const down = /^--\s*migrate:down/m.exec(content)?.index ?? content.length;
      const sql = onlyBetween(content, up?.index ?? 0, down);
      const isMarked = /\btransaction\s*:\s*false\b/.test(up?.[1] ?? "");
      return {
        name: /^\d+/.exec(baseName(path))?.[0] ?? "",
        path,
        parts: [{ sql, inTransaction: !isMarked || runsAsOne(sql) }],
        unread: [],
      };
    }),
};
