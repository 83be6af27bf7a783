import type { AddPrimaryKey } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, strings } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { constraintName, type Problem, resolveColumn } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, nameList } from "../read-statement";

const FORM = sentencePattern(
  "make (\\(.+\\)|{name}) (?:the )?primary key of (?:table )?{path}(?: (?:named|as) {name})?",
);

export const addPrimaryKeyWords: OperationWords<AddPrimaryKey> = {
  kind: "add-primary-key",
  label: "Add a primary key",
  examples: ["make id the primary key of events", "make (tenant_id, id) the primary key of events"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const columns = nameList(match[1] ?? "");
    if (!columns) return fail("name the columns, e.g. make (tenant_id, id) the primary key of events");
    const name = match[4] ? bareName(match[4]) : null;
    return ok({ kind: "add-primary-key", table: match[3] ?? "", columns: [...columns], name });
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    const key = alter?.cmd.subtype === "AT_AddConstraint" ? bodyOf(alter.cmd.def, "Constraint") : null;
    if (!alter || key?.contype !== "CONSTR_PRIMARY" || key.indexname) return null;
    const extra = key.deferrable
      ? "DEFERRABLE"
      : key.including?.length
        ? "INCLUDE"
        : key.options?.length || key.indexspace
          ? "storage parameters"
          : null;
    if (extra) return fail(`a primary key with ${extra} is not understood`);
    return ok([
      { kind: "add-primary-key", table: alter.table, columns: strings(key.keys), name: key.conname ?? null },
    ]);
  },

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const table = found.value;
    const problems: Problem[] = operation.columns.flatMap((name) => {
      const column = resolveColumn(table, name);
      return column.ok ? [] : column.failure.map(({ message }) => ({ field: "columns", message }));
    });
    const there = table.constraints.find((one) => one.type === "primary key");
    if (there) {
      const message = `${relationName(table)} has the primary key ${there.name} already: drop it in a change before this one`;
      problems.push({ field: "table", message });
    }
    const name = constraintName(catalog, table, operation.name, table.name, "_pkey");
    if (!name.ok) problems.push(...name.failure);
    if (!name.ok || problems.length > 0) return fail(problems);
    return ok({ ...operation, table: relationName(table), name: name.value });
  },

  describe: ({ table, columns }) =>
    `Make ${columns.map(quoteIdentifier).join(", ")} the primary key of ${table}`,
};
