import type { SetGeneratedExpression } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { parseExpression } from "@/lib/sql/parse";
import { saysSame } from "@/lib/sql/tree-shape";
import { columnNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, expressionText, tableAndColumn } from "../read-statement";
import { rowExpression } from "../row-expression";
import { newName } from "../statement-words";

const FORM = sentencePattern(
  "(?:set|change) (?:the )?(?:generating )?expression (?:of|for) (?:column )?{path} (?:to|as) (.+)",
);
const EXAMPLE = "set expression of bookings.starts to upper(during)";

export const setGeneratedExpressionWords: OperationWords<SetGeneratedExpression> = {
  kind: "set-generated-expression",
  label: "Change a generating expression",
  examples: [EXAMPLE],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const [, path = "", expression = ""] = match;
    const read = tableAndColumn(path, EXAMPLE);
    return read.ok ? ok({ kind: "set-generated-expression", ...read.value, expression }) : read;
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_SetExpression" || !alter.cmd.def) return null;
    return ok([
      {
        kind: "set-generated-expression",
        table: alter.table,
        column: alter.cmd.name ?? "",
        expression: expressionText(alter.cmd.def),
      },
    ]);
  },

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, column } = found.value;
    if (!column.generated) {
      return problem("column", `${column.name} is no generated column: set its default, or fill its rows`);
    }
    const expression = rowExpression(operation.expression, table, catalog);
    if (!expression.ok) return problem("expression", expression.failure);
    const written = parseExpression(expression.value);
    if (written.ok && saysSame(written.value, column.generated.expression, newName(catalog, {}).schema)) {
      return problem("expression", `${column.name} is computed as ${column.generated.expression} already`);
    }
    return ok({ ...operation, table: relationName(table), expression: expression.value });
  },

  describe: ({ table, column, expression }) => `Compute ${table}.${quoteIdentifier(column)} as ${expression}`,
};
