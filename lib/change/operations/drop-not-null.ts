import type { DropNotNull } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { columnNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, tableAndColumn } from "../read-statement";

const FORMS = [
  sentencePattern("allow nulls? in (?:column )?{path}"),
  sentencePattern("make (?:column )?{path} nullable"),
  sentencePattern("drop not null (?:of|from|on) (?:column )?{path}"),
];

export const dropNotNullWords: OperationWords<DropNotNull> = {
  kind: "drop-not-null",
  label: "Allow null",
  examples: ["allow null in customers.full_name", "make customers.full_name nullable"],

  fromSentence(sentence) {
    const path = FORMS.map((form) => form.exec(sentence)?.[1]).find(Boolean);
    if (!path) return null;
    const read = tableAndColumn(path, "allow null in customers.email");
    return read.ok ? ok({ kind: "drop-not-null", ...read.value }) : read;
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_DropNotNull") return null;
    return ok([{ kind: "drop-not-null", table: alter.table, column: alter.cmd.name ?? "" }]);
  },

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, column } = found.value;
    if (!column.notNull) return problem("column", `${column.name} may be null already`);
    if (column.identity)
      return problem("column", `${column.name} is an identity column, which is never null`);
    if (table.constraints.some((one) => one.type === "primary key" && one.columns.includes(column.name))) {
      return problem("column", `${column.name} is part of the primary key, which is never null`);
    }
    return ok({ ...operation, table: relationName(table) });
  },

  describe: ({ table, column }) => `Allow null in ${table}.${quoteIdentifier(column)}`,
};
