import type { DropIndex } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { rowsEstimate, shortEstimate } from "../estimate";
import { withIndex, withoutIndex } from "../evolve";
import { findIndex } from "../find-table";
import { concurrently } from "../index-definition";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll, probeEither } from "../probe";
import { refuse } from "../refuse";
import { StepList } from "../step-list";

/** Dropped without stopping reads of the table. The way back builds it again beside reads and writes. */
export const planDropIndex: OperationPlanner<DropIndex> = (operation, context) => {
  const { catalog } = context;
  const found = findIndex(catalog, operation.index);
  if (!found) return refuse("index", `there is no index ${operation.index}`);
  const { table, index } = found;
  const relation = relationName(table);
  const full = relationName({ schema: table.schema, name: index.name });
  if (table.kind === "partitioned" || table.kind === "partition") {
    return refuse(
      "index",
      table.kind === "partitioned"
        ? `${full} covers the partitions of ${relation}: it can only be dropped while reads and writes of all of them wait. Use a window`
        : `${full} may belong to an index of the table that ${relation} is a partition of: drop that one, in a window`,
    );
  }
  const again = concurrently(index.definition);
  if (again === null)
    return refuse("index", `the way back to ${full} cannot be written: ${index.definition}`);
  const idPrefix = `o${context.index + 1}`;
  const contract = new StepList(catalog);
  contract.add({
    id: `${idPrefix}-drop`,
    title: `Drop the index ${full}`,
    kind: "concurrent",
    statements: [`DROP INDEX CONCURRENTLY ${full}`],
    probe: probeAll(not(is.index(full))),
    estimate: shortEstimate(),
    after: withoutIndex(table, index.name),
    revert: [
      {
        id: `${idPrefix}-rebuild`,
        title: `Build the index ${full} again, beside reads and writes`,
        kind: "concurrent",
        statements: [again],
        probe: probeEither(is.index(full, { usable: true }), is.index(full)),
        after: withIndex(table, index),
      },
    ],
  });
  const { highMs } = rowsEstimate("index", table);
  return ok(
    partsOf({
      contract: contract.steps,
      relations: [relation],
      summary: `Drop the index ${full}`,
      compatibleWith: {
        expand: [],
        backfill: [],
        contract: ["Every release; queries that used it get slower"],
      },
      findings: [
        finding(
          index.scans > 0 ? "warning" : "info",
          "index.used",
          relation,
          index.scans > 0
            ? `${full} was used by ${index.scans.toLocaleString("en-US")} scans since the statistics were reset.`
            : `${full} was not used since the statistics were reset. Replicas count for themselves: look there too.`,
          `Building it again takes up to about ${Math.ceil(highMs / 1000)} s.`,
        ),
        ...(index.unique
          ? [
              finding(
                "warning",
                "index.unique",
                relation,
                `${full} is unique: without it duplicates can be written, ON CONFLICT on its columns fails, and the way back fails once there are duplicates.`,
              ),
            ]
          : []),
      ],
    }),
  );
};
