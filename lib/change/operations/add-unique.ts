import type { AddUnique } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, strings } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { constraintName, type Problem, resolveColumn } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, nameList, tableAndColumn } from "../read-statement";
import { noNullsNotDistinct } from "./create-index";

const ONE = sentencePattern("make (?:column )?{path} unique");
const SOME = sentencePattern(
  "add (?:a )?unique (\\(.+\\)|{name}) (?:to|on) (?:table )?{path}(?: (?:named|as) {name})?",
);

export const addUniqueWords: OperationWords<AddUnique> = {
  kind: "add-unique",
  label: "Make unique",
  examples: ["make customers.email unique", "add unique (full_name, email) to customers named one_each"],

  fromSentence(sentence) {
    const one = ONE.exec(sentence)?.[1];
    if (one) {
      const read = tableAndColumn(one, "make customers.email unique");
      if (!read.ok) return read;
      return ok({ kind: "add-unique", table: read.value.table, columns: [read.value.column], name: null });
    }
    const some = SOME.exec(sentence);
    if (!some) return null;
    const columns = nameList(some[1] ?? "");
    if (!columns) return fail("name the columns, e.g. add unique (first, last) to people");
    const name = some[4] ? bareName(some[4]) : null;
    return ok({ kind: "add-unique", table: some[3] ?? "", columns: [...columns], name });
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    const unique = alter?.cmd.subtype === "AT_AddConstraint" ? bodyOf(alter.cmd.def, "Constraint") : null;
    if (!alter || unique?.contype !== "CONSTR_UNIQUE" || unique.indexname) return null;
    const extra = unique.deferrable
      ? "DEFERRABLE"
      : unique.including?.length
        ? "INCLUDE"
        : unique.options?.length || unique.indexspace
          ? "storage parameters"
          : null;
    if (extra) return fail(`a unique constraint with ${extra} is not understood`);
    return ok([
      {
        kind: "add-unique",
        table: alter.table,
        columns: strings(unique.keys),
        ...(unique.nulls_not_distinct ? { nullsNotDistinct: true } : {}),
        name: unique.conname ?? null,
      },
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
    if (operation.nullsNotDistinct) problems.push(...noNullsNotDistinct(true, catalog));
    const there = table.constraints.find(
      (one) =>
        (one.type === "unique" || one.type === "primary key") &&
        one.columns.join("\0") === operation.columns.join("\0") &&
        (!operation.nullsNotDistinct ||
          one.type === "primary key" ||
          /NULLS NOT DISTINCT/.test(one.definition)),
    );
    if (there) problems.push({ field: "columns", message: `${there.name} makes them unique already` });
    const wanted = `${table.name}_${operation.columns.join("_")}`;
    const name = constraintName(catalog, table, operation.name, wanted, "_key");
    if (!name.ok) problems.push(...name.failure);
    if (!name.ok || problems.length > 0) return fail(problems);
    return ok({ ...operation, table: relationName(table), name: name.value });
  },

  describe: ({ table, columns, nullsNotDistinct }) =>
    `Make ${columns.map(quoteIdentifier).join(", ")} of ${table} unique${nullsNotDistinct ? ", nulls included" : ""}`,
};
