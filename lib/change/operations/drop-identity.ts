import type { DropIdentity } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { columnNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, tableAndColumn } from "../read-statement";

const FORM = sentencePattern("(?:drop|remove) (?:the )?identity (?:of|from) (?:column )?{path}");

export const dropIdentityWords: OperationWords<DropIdentity> = {
  kind: "drop-identity",
  label: "Drop an identity",
  examples: ["drop identity of bookings.id"],

  fromSentence(sentence) {
    const path = FORM.exec(sentence)?.[1];
    if (!path) return null;
    const read = tableAndColumn(path, "drop identity of bookings.id");
    return read.ok ? ok({ kind: "drop-identity", ...read.value }) : read;
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_DropIdentity") return null;
    return ok([{ kind: "drop-identity", table: alter.table, column: alter.cmd.name ?? "" }]);
  },

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, column } = found.value;
    if (column.identity === null) return problem("column", `${column.name} is no identity column`);
    return ok({ ...operation, table: relationName(table) });
  },

  describe: ({ table, column }) => `Drop the identity of ${table}.${quoteIdentifier(column)}`,
};
