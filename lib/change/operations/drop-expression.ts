import type { DropExpression } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { columnNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, tableAndColumn } from "../read-statement";

const FORM = sentencePattern("(?:drop|remove) (?:the )?expression (?:of|from) (?:column )?{path}");

export const dropExpressionWords: OperationWords<DropExpression> = {
  kind: "drop-expression",
  label: "Drop a generating expression",
  examples: ["drop expression of bookings.starts"],

  fromSentence(sentence) {
    const path = FORM.exec(sentence)?.[1];
    if (!path) return null;
    const read = tableAndColumn(path, "drop expression of bookings.starts");
    return read.ok ? ok({ kind: "drop-expression", ...read.value }) : read;
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_DropExpression") return null;
    return ok([{ kind: "drop-expression", table: alter.table, column: alter.cmd.name ?? "" }]);
  },

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, column } = found.value;
    if (column.generated?.kind !== "stored")
      return problem(
        "column",
        column.generated
          ? `${column.name} is virtual: its values are stored nowhere, so no version can keep them. Add an ordinary column and fill it`
          : `${column.name} is no generated column`,
      );
    return ok({ ...operation, table: relationName(table) });
  },

  describe: ({ table, column }) => `Drop the generating expression of ${table}.${quoteIdentifier(column)}`,
};
