import type { SetNotNull } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { backfillKey, withoutKey } from "../backfill-key";
import { newNotNullDrafts } from "../not-null";
import { finding, notNullMajors, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { treeOf } from "../partitioned-index";
import { ordinaryColumn, refuse } from "../refuse";
import { writeColumnDeploy } from "../snippets/add-column";
import { StepList } from "../step-list";

/**
 * First an app that writes no null, because from NOT VALID on its inserts, and unrelated updates of rows that lack a
 * value, fail; then the rows; then the proof beside reads and writes.
 */
export const planSetNotNull: OperationPlanner<SetNotNull> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryColumn(catalog, operation);
  if (!found.ok) return found;
  const { table, column, relation } = found.value;
  const name = quoteIdentifier(column.name);
  const { backfill } = operation;
  // Rows are walked partition by partition.
  const leaves = treeOf(catalog, table).filter(({ kind }) => kind !== "partitioned");
  const keyless = leaves.find((leaf) => !backfillKey(leaf, [column.name]));
  if (backfill !== null && keyless) {
    return refuse(
      "backfill",
      withoutKey(relationName(keyless), [column.name], {
        help: "Add one first, or let the app fill them and leave this empty",
      }),
    );
  }
  const tighten = new StepList(catalog);
  const drafts = newNotNullDrafts({
    table,
    column: column.name,
    serverMajor: catalog.serverMajor,
    idPrefix: `o${index + 1}`,
  });
  for (const draft of drafts) tighten.add(draft);
  return ok(
    partsOf({
      tighten: tighten.steps,
      fills:
        backfill === null
          ? []
          : leaves.map((leaf) => ({
              table: leaf,
              avoid: [column.name],
              write: {
                kind: "update",
                assignments: [{ column: column.name, expression: backfill }],
                pending: `${name} IS NULL AND (${backfill}) IS NOT NULL`,
                archive: null,
              },
              loses: `Which rows of ${relation} had no ${column.name}: they keep the value they were filled with`,
            })),
      deploys: [writeColumnDeploy({ relation, table: table.name, column: column.name, type: column.type })],
      relations: treeOf(catalog, table).map(relationName),
      serverMajors: notNullMajors(catalog.serverMajor),
      summary: `Require a value in ${relation}.${name}`,
      compatibleWith: { expand: [], backfill: [`Only releases that write ${column.name}`], contract: [] },
      findings: [
        finding(
          backfill === null ? "warning" : "info",
          "rows.null",
          relation,
          backfill === null
            ? `Nothing fills ${column.name} in rows that lack it: the proof fails while there is one, and updates of such rows fail from the first statement on.`
            : `Rows without ${column.name} get ${backfill}. Taking the change back leaves those values.`,
          `Count them: SELECT count(*) FROM ${relation} WHERE ${name} IS NULL`,
        ),
      ],
    }),
  );
};
