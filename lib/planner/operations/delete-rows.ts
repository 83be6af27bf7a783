import type { DeleteRows } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { referenced } from "@/lib/sql/facts/known";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { type KeptRows, keepSteps, keptFindings, keptRows, putBack } from "../kept-rows";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner, PlanContext } from "../operation-plan";

/** Rows in short batches, each of which keeps its rows in the statement that deletes them. */
export const planDeleteRows: OperationPlanner<DeleteRows> = (operation, context) => {
  const { where } = operation;
  const found = keptRows(operation.table, { avoid: [], words: ["delete", where ?? ""] }, context);
  if (!found.ok) return found;
  const kept = found.value;
  const { table, relation, archive, key } = kept;
  const pointing = pointingKeys(context, kept);
  const reason = pointing.flatMap(whyNot)[0];
  if (reason) return fail([{ field: "table", message: reason }]);
  const columns = table.columns.filter(({ generated }) => generated === null);
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(", ");
  const others = columns.filter(({ name }) => !key.includes(name));
  return ok(
    partsOf({
      expand: keepSteps(kept, others, context.catalog).steps,
      fills: [
        {
          table,
          avoid: [],
          title: `Delete rows of ${relation} in batches`,
          write: {
            kind: "delete",
            pending: where ?? "true",
            archive: { relation: archive, columns: columns.map(({ name }) => name) },
          },
          revert: [
            putBack(
              kept,
              `INSERT INTO ${relation} (${names}) OVERRIDING SYSTEM VALUE SELECT ${names} FROM batch`,
            ),
          ],
        },
      ],
      relations: [...new Set([relation, ...pointing.map((one) => one.relation)])],
      breaking: true,
      summary: `Delete rows of ${relation}; they stay in ${archive}`,
      compatibleWith: { expand: ["Every release"], backfill: ["Releases that do not need these rows"] },
      findings: [...keptFindings(kept, "delete", where), ...pointing.flatMap(findingOf)],
    }),
  );
};

interface Pointing {
  /** The table that the rows are deleted from. */
  readonly target: string;
  readonly relation: string;
  readonly name: string;
  readonly definition: string;
  readonly hasIndex: boolean;
}

function pointingKeys({ catalog }: PlanContext, { relation }: KeptRows): readonly Pointing[] {
  return catalog.tables
    .filter((other) => other.kind !== "partition")
    .flatMap((other) =>
      other.constraints
        .filter((one) => referenced(one) === relation)
        .map(({ name, definition, columns }) => ({
          target: relation,
          relation: relationName(other),
          name,
          definition,
          hasIndex: other.indexes.some(
            (index) => index.valid && !index.predicate && index.columns[0] === columns[0],
          ),
        })),
    );
}

function whyNot({ target, relation, name, definition }: Pointing): string[] {
  if (relation === target) {
    return [
      `rows of ${target} point at each other (${name}): batch by batch a row could go before the one that points at it. Say “run:” and the statement to have it run as it is`,
    ];
  }
  const action = /ON DELETE (CASCADE|SET \w+)/.exec(definition)?.[0];
  return action
    ? [
        `the foreign key ${name} of ${relation} would change rows there as well (${action}), and those are not kept. Delete or change the rows of ${relation} first`,
      ]
    : [];
}

function findingOf({ relation, name, hasIndex }: Pointing) {
  return [
    finding(
      "warning",
      "rows.referenced",
      relation,
      `Rows that ${name} of ${relation} points at cannot be deleted: the batch that meets one fails, and nothing of it is done.`,
      `Delete or change the rows of ${relation} first.`,
    ),
    ...(hasIndex
      ? []
      : [
          finding(
            "warning",
            "rows.referenced-without-index",
            relation,
            `No index of ${relation} begins with the columns of ${name}: every deleted row reads that whole table.`,
            "Create the index in a change before this one.",
          ),
        ]),
  ];
}
