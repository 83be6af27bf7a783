import type { DropDefault } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { columnNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, tableAndColumn } from "../read-statement";
import { noDefaultPossible } from "./set-default";

const FORM = sentencePattern("(?:drop|remove) (?:the )?default (?:of|from|for|on) (?:column )?{path}");

export const dropDefaultWords: OperationWords<DropDefault> = {
  kind: "drop-default",
  label: "Drop a default",
  examples: ["drop default of customers.full_name"],

  fromSentence(sentence) {
    const path = FORM.exec(sentence)?.[1];
    if (!path) return null;
    const read = tableAndColumn(path, "drop default of customers.status");
    return read.ok ? ok({ kind: "drop-default", ...read.value }) : read;
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_ColumnDefault" || alter.cmd.def) return null;
    return ok([{ kind: "drop-default", table: alter.table, column: alter.cmd.name ?? "" }]);
  },

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, column } = found.value;
    const refusal = noDefaultPossible(column);
    if (refusal) return problem("column", refusal);
    if (column.default === null) return problem("column", `${column.name} has no default already`);
    return ok({ ...operation, table: relationName(table) });
  },

  describe: ({ table, column }) => `Drop the default of ${table}.${quoteIdentifier(column)}`,
};
