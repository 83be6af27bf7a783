import { numberIn, onlyBetween, sortedBy } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** The number of the name; what stands above `-- +goose Down`, in a transaction unless marked. */
export const gooseRules: SourceRules = {
  read: (migrations) =>
    sortedBy(migrations, ({ path }) => numberIn(path)).map(({ path, content }) => {
      const up = /^--\s*\+goose\s+up\b/im.exec(content)?.index ?? 0;
      const down = /^--\s*\+goose\s+down\b/im.exec(content)?.index ?? content.length;
      const inTransaction = !/^--\s*\+goose\s+no\s+transaction\b/im.test(content);
      return {
        name: numberIn(path).toString(),
        path,
        parts: [{ sql: onlyBetween(content, up, down), inTransaction }],
        unread: [],
      };
    }),
  late: { outcome: "refused" },
};
