import { newerSyntax } from "../../sql/newer-syntax";
import { bodyOf } from "../../sql/parse";
import type { Rule } from "../rule";

/** What the chosen version of the server does not have yet. */
export const unsupportedInVersion: Rule = {
  level: "error",
  tier: "extended",
  help: "Write it for the version that the server has.",
  check: (one) => {
    const found = newerSyntax(one.statement, one.serverMajor).map(
      ({ what, major }) => `${what} came with ${major}: ${one.serverMajor} refuses it.`,
    );
    const rebuilt = bodyOf(one.statement.node, "ReindexStmt")?.relation;
    if (rebuilt && one.serverMajor < 14) {
      const name = one.lookup.name(rebuilt);
      const table = one.lookup.table(name) ?? one.lookup.tableOfIndex(name);
      if (table?.kind === "partitioned")
        found.push(
          `REINDEX of a partitioned table came with 14: ${one.serverMajor} leaves its partitions out.`,
        );
    }
    return found.map((message) => ({ message }));
  },
};
