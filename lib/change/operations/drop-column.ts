import type { DropColumn } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { columnNamed } from "../find-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, tableAndColumn } from "../read-statement";

const FORM = sentencePattern("(?:drop|remove) (?:the )?column {path}");

export const dropColumnWords: OperationWords<DropColumn> = {
  kind: "drop-column",
  label: "Drop a column",
  examples: ["drop column customers.email"],

  fromSentence(sentence) {
    const path = FORM.exec(sentence)?.[1];
    if (!path) return null;
    const read = tableAndColumn(path, "drop column customers.fax");
    return read.ok ? ok({ kind: "drop-column", ...read.value }) : read;
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_DropColumn") return null;
    if (alter.cmd.behavior === "DROP_CASCADE") {
      return fail("CASCADE drops what is not named: say each view and foreign key that is to go");
    }
    return ok([{ kind: "drop-column", table: alter.table, column: alter.cmd.name ?? "" }]);
  },

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    return found.ok ? ok({ ...operation, table: relationName(found.value.table) }) : found;
  },

  describe: ({ table, column }) => `Drop ${table}.${quoteIdentifier(column)}`,
};
