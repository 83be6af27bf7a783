import type { Comment } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { findColumn, findTable } from "../find-table";
import { partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { refuse } from "../refuse";
import { StepList } from "../step-list";

/** Words for people: nothing that runs looks at them. */
export const planComment: OperationPlanner<Comment> = (operation, context) => {
  const table = findTable(context.catalog, operation.table);
  if (!table) return refuse("table", `there is no table ${operation.table}`);
  const relation = relationName(table);
  const column = operation.column === null ? null : findColumn(table, operation.column);
  const before = column ? column.comment : table.comment;
  const what = column ? `COLUMN ${relation}.${quoteIdentifier(column.name)}` : `TABLE ${relation}`;
  const says = (text: string | null) => {
    if (text === null) return not(is.anyComment(relation, column?.name ?? null));
    return column ? is.comment(relation, column.name, text) : is.tableComment(relation, text);
  };
  const set = (text: string | null) => `COMMENT ON ${what} IS ${text === null ? "NULL" : quoteLiteral(text)}`;
  const expand = new StepList(context.catalog);
  expand.add({
    id: `o${context.index + 1}-comment`,
    title: `Say what ${column ? `${column.name} of ${relation}` : relation} is`,
    kind: "ddl",
    statements: [set(operation.text)],
    probe: probeAll(says(operation.text)),
    revert: [
      {
        id: `o${context.index + 1}-comment-back`,
        title: "Say what was said before",
        kind: "ddl",
        statements: [set(before)],
        probe: probeAll(says(before)),
      },
    ],
  });
  return ok(partsOf({ expand: expand.steps, relations: [relation], summary: `Comment on ${relation}` }));
};
