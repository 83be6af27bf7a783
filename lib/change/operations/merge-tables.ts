import type { MergeTables } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { readColumnNames } from "@/lib/sql/select-list";
import { tableNamed } from "../find-in-catalog";
import { carriedColumns, keyColumns } from "../merged-columns";
import { newColumnProblems, type Problem, problem, resolveColumn } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { nameList } from "../read-statement";

const FORM = sentencePattern(
  "merge (?:the )?(?:table )?{path} into (?:the )?(?:table )?{path}(?: without (\\([^)]+\\)|{name}))?(?: with (.+))?",
);

export const mergeTablesWords: OperationWords<MergeTables> = {
  kind: "merge-tables",
  label: "Merge tables",
  examples: [
    `merge "Order" into customers`,
    `merge "Order" into customers with "Note" as order_note`,
    `merge customers into "Order" without (email) with full_name as customer_name`,
  ],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const [, table = "", into = "", leftOut, , as = null] = match;
    const without = leftOut === undefined ? [] : nameList(leftOut);
    if (!without) return fail(`${leftOut} is not a list of columns, e.g. (id, created_at)`);
    return ok({ kind: "merge-tables", table, into, as, without: [...without] });
  },

  // No statement says it.
  fromStatement: () => null,

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const into = tableNamed(catalog, operation.into, "into");
    if (!into.ok) return into;
    const table = found.value;
    if (into.value === table) return problem("into", `${relationName(table)} is that table itself`);
    const renamed = operation.as === null ? ok([]) : readColumnNames(operation.as);
    if (!renamed.ok) return problem("as", renamed.failure);
    const said = [
      ...renamed.value.map(({ column }) => ({ field: "as", column })),
      ...operation.without.map((column) => ({ field: "without", column })),
    ];
    const keys = keyColumns(table, relationName(into.value));
    const problems: Problem[] = said.flatMap(({ field, column }, at) => {
      const there = resolveColumn(table, column);
      if (!there.ok) return there.failure.map(({ message }) => ({ field, message }));
      if (said.slice(0, at).some((one) => one.column === column)) {
        return [{ field, message: `${column} is there twice` }];
      }
      return field === "as" && keys.includes(column)
        ? [{ field, message: `${column} is a key and is not carried over` }]
        : [];
    });
    if (problems.length > 0) return fail(problems);
    const checked: MergeTables = {
      ...operation,
      table: relationName(table),
      into: relationName(into.value),
      as:
        renamed.value.length === 0
          ? null
          : renamed.value
              .map(({ column, as }) => `${quoteIdentifier(column)} AS ${quoteIdentifier(as)}`)
              .join(", "),
    };
    const carried = carriedColumns(catalog, checked);
    if (carried.length === 0) {
      return problem(
        "table",
        `${relationName(table)} has no column that ${relationName(into.value)} could get: drop it instead`,
      );
    }
    const names = carried.map(({ as }) => as);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) return problem("as", `two columns are called ${twice}`);
    const taken = carried.flatMap(({ as }) => newColumnProblems(into.value, as, "as"));
    return taken.length > 0 ? fail(taken) : ok(checked);
  },

  describe: ({ table, into, as, without }) =>
    `Merge ${table} into ${into}${as === null ? "" : `, with ${as}`}${without.length > 0 ? `, without ${without.map(quoteIdentifier).join(", ")}` : ""}`,
};
