import type { SetIdentity } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { columnNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, tableAndColumn } from "../read-statement";

const FORM = sentencePattern("make {path} an identity(?: column)?( always)?");

export const setIdentityWords: OperationWords<SetIdentity> = {
  kind: "set-identity",
  label: "Make an identity column",
  examples: ["make events.id an identity column", "make events.id an identity always"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const read = tableAndColumn(match[1] ?? "", "make events.id an identity column");
    if (!read.ok) return read;
    return ok({ kind: "set-identity", ...read.value, mode: match[2] ? "always" : "by default" });
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    const column = alter?.cmd.name ?? "";
    if (alter?.cmd.subtype === "AT_AddIdentity") {
      const identity = bodyOf(alter.cmd.def, "Constraint");
      // Options of the sequence, which only SQL itself can say, stay SQL as it is.
      if (!identity || identity.options?.length) return null;
      const mode = identity.generated_when === "a" ? "always" : "by default";
      return ok([{ kind: "set-identity", table: alter.table, column, mode }]);
    }
    if (alter?.cmd.subtype !== "AT_SetIdentity") return null;
    const options = (bodyOf(alter.cmd.def, "List")?.items ?? []).flatMap(
      (one) => bodyOf(one, "DefElem") ?? [],
    );
    const [only, ...others] = options;
    if (only?.defname !== "generated" || others.length > 0) return null;
    // The letter 'a' or 'd', as a number.
    const always = bodyOf(only.arg, "Integer")?.ival === "a".charCodeAt(0);
    return ok([{ kind: "set-identity", table: alter.table, column, mode: always ? "always" : "by default" }]);
  },

  check(operation, catalog) {
    const found = columnNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, column } = found.value;
    const name = `${relationName(table)}.${quoteIdentifier(column.name)}`;
    if (column.identity === operation.mode) {
      return problem("column", `${name} is generated ${operation.mode} as identity already`);
    }
    if (!["smallint", "integer", "bigint"].includes(column.type)) {
      return problem(
        "column",
        `${name} is ${column.type}: only smallint, integer and bigint can be numbered`,
      );
    }
    if (column.generated) return problem("column", `${name} is computed from other columns`);
    if (!column.notNull) return problem("column", `${name} may be null: make it not null first`);
    return ok({ ...operation, table: relationName(table) });
  },

  describe: ({ table, column, mode }) =>
    `Make ${table}.${quoteIdentifier(column)} an identity column, generated ${mode}`,
};
