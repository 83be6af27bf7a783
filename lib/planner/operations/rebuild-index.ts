import type { RebuildIndex } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { withIndex } from "../evolve";
import { findIndex } from "../find-table";
import { fitName, shortHash } from "../names";
import { finding, partsOf } from "../operation-parts";
import { type OperationPlanner, SERVER_MAJORS } from "../operation-plan";
import { treeOf } from "../partitioned-index";
import { inInterlock, is, probeAll } from "../probe";
import { refuse } from "../refuse";
import { StepList } from "../step-list";

/** So long a rebuild counts as done: longer than any phase, shorter than until somebody wants the next one. */
const COUNTS_FOR_DAYS = 7;

/**
 * A copy is built beside reads and writes and takes the old one's place. The catalog looks the same before and after, so
 * a sequence of ours keeps when it was last done, in seconds since 1970.
 */
export const planRebuildIndex: OperationPlanner<RebuildIndex> = (operation, context) => {
  const { catalog } = context;
  const found = findIndex(catalog, operation.index);
  if (!found) return refuse("index", `there is no index ${operation.index}`);
  const { table, index } = found;
  const relation = relationName(table);
  const full = relationName({ schema: table.schema, name: index.name });
  // 0A000 "REINDEX is not yet implemented for partitioned indexes"; observed on 13.
  if (table.kind === "partitioned" && catalog.serverMajor < 14) {
    return refuse(
      "index",
      `${full} is the index of a partitioned table, which version ${catalog.serverMajor} cannot rebuild: rebuild the index of each partition`,
    );
  }
  if (
    /\bEXCLUDE\b/.test(table.constraints.find(({ name }) => name === index.constraintName)?.definition ?? "")
  ) {
    return refuse(
      "index",
      `${full} belongs to an exclusion constraint: no version rebuilds it while the app writes. Use a window`,
    );
  }
  const marker = inInterlock(fitName(index.name, `_${shortHash(full)}_rebuilt`));
  const oid = `pg_catalog.to_regclass(${quoteLiteral(marker)})`;
  const since = `pg_catalog.date_part('epoch', pg_catalog.now()) - ${COUNTS_FOR_DAYS * 86_400}`;
  const usable = is.index(full, { usable: true });
  const recent = `coalesce(pg_catalog.pg_sequence_last_value(${oid}) > ${since}, false)`;
  const steps = new StepList(catalog);
  steps.add({
    id: `o${context.index + 1}-rebuild`,
    title: `Rebuild the index ${full}, beside reads and writes`,
    kind: "concurrent",
    statements: [
      `REINDEX INDEX CONCURRENTLY ${full}`,
      `CREATE SEQUENCE IF NOT EXISTS ${marker}`,
      `SELECT pg_catalog.setval(${quoteLiteral(marker)}, pg_catalog.date_part('epoch', pg_catalog.now())::pg_catalog.int8)`,
    ],
    probe: probeAll(`(${usable} AND ${recent})`),
    ...(index.valid ? {} : { loses: `Nothing but that ${full} was not valid` }),
    after: withIndex(table, { ...index, valid: true, ready: true }),
  });
  return ok(
    partsOf({
      expand: steps.steps,
      relations: treeOf(catalog, table).map(relationName),
      serverMajors: table.kind === "partitioned" ? { ...SERVER_MAJORS, min: 14 } : SERVER_MAJORS,
      summary: `Rebuild the index ${full}`,
      findings: [
        finding(
          "info",
          "index.wait",
          relation,
          `It needs about as much disk again as the index has (${Math.ceil(index.bytes / 1_048_576)} MB when last counted) until the old one is gone, and waits for every transaction that is older than itself, also on other tables.`,
        ),
        finding(
          "info",
          "index.rebuilt",
          relation,
          `There is nothing to take back. A rebuild counts as done for ${COUNTS_FOR_DAYS} days: run within them again, it is passed over.`,
        ),
        ...(index.valid || !index.unique
          ? []
          : [
              finding(
                "warning",
                "rows.duplicate",
                relation,
                `${full} is not valid: it holds for writes, but rows from before may be there twice, and then the rebuild fails.`,
              ),
            ]),
      ],
    }),
  );
};
