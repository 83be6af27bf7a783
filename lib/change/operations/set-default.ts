import type { Column } from "@/lib/catalog/model";
import type { SetDefault } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, parseExpression } from "@/lib/sql/parse";
import { columnNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, expressionText, tableAndColumn } from "../read-statement";
import { canonicalExpression } from "../sql-text";

const FORMS = [
  sentencePattern("(?:set|change) (?:the )?default (?:of|for|on) (?:column )?{path} (?:to|as) (.+)"),
  sentencePattern("(?:let )?{path} defaults? to (.+)"),
];

export const setDefaultWords: OperationWords<SetDefault> = {
  kind: "set-default",
  label: "Set a default",
  examples: ["set default of customers.email to 'unknown'", "customers.email defaults to lower('NONE')"],

  fromSentence(sentence) {
    const match = FORMS.map((form) => form.exec(sentence)).find((found) => found !== null);
    if (!match) return null;
    const read = tableAndColumn(match[1] ?? "", "set default of customers.status to 'new'");
    return read.ok ? ok({ kind: "set-default", ...read.value, default: match[2]?.trim() ?? "" }) : read;
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_ColumnDefault" || !alter.cmd.def) return null;
    const { name = "", def } = alter.cmd;
    return ok([{ kind: "set-default", table: alter.table, column: name, default: expressionText(def) }]);
  },

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, column } = found.value;
    const refusal = noDefaultPossible(column);
    if (refusal) return problem("column", refusal);
    const expression = canonicalExpression(operation.default, catalog);
    if (!expression.ok) return problem("default", expression.failure);
    const parsed = parseExpression(expression.value);
    if (parsed.ok && bodyOf(parsed.value, "A_Const")?.isnull) {
      return problem("default", "a default of NULL is none: drop the default instead");
    }
    if (column.default !== null && meant(column.default) === meant(expression.value)) {
      return problem("default", `the default of ${column.name} is ${column.default} already`);
    }
    return ok({ ...operation, table: relationName(table), default: expression.value });
  },

  describe: ({ table, column, default: value }) =>
    `Set the default of ${table}.${quoteIdentifier(column)} to ${value}`,
};

/** Why a column can have no default of its own; null where it can. */
export function noDefaultPossible({ name, identity, generated }: Column): string | null {
  if (identity) return `${name} is an identity column: its value comes from its own generator`;
  return generated ? `${name} is a generated column: its value comes from its expression` : null;
}

/** Postgres adds a cast to a constant that it stores: `'new'` and `'new'::text` are one default. */
function meant(text: string): string {
  const parsed = parseExpression(text);
  if (!parsed.ok) return text;
  const cast = bodyOf(parsed.value, "TypeCast");
  return expressionText(cast?.arg && bodyOf(cast.arg, "A_Const") ? cast.arg : parsed.value);
}
