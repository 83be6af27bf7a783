import type { AddExclusionConstraint } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { bodyOf, parseSql } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { constraintName, problem } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand } from "../read-statement";

const FORM = sentencePattern("add (exclude .+) to (?:table )?{path}(?: (?:named|as) {name})?");

export const addExclusionConstraintWords: OperationWords<AddExclusionConstraint> = {
  kind: "add-exclusion-constraint",
  label: "Let no two rows overlap",
  examples: ["add exclude using gist (during with &&) to bookings"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const name = match[3] ? bareName(match[3]) : null;
    return ok({
      kind: "add-exclusion-constraint",
      table: match[2] ?? "",
      definition: match[1] ?? "",
      name,
    });
  },

  fromStatement({ node, sql }) {
    const alter = alterCommand(node);
    const rule = alter?.cmd.subtype === "AT_AddConstraint" ? bodyOf(alter.cmd.def, "Constraint") : null;
    if (!alter || rule?.contype !== "CONSTR_EXCLUSION") return null;
    const definition = /\bEXCLUDE\b[\s\S]*$/i.exec(sql)?.[0];
    if (definition === undefined) return fail("the exclusion constraint cannot be read");
    return ok([
      {
        kind: "add-exclusion-constraint",
        table: alter.table,
        definition: definition.trim(),
        name: rule.conname ?? null,
      },
    ]);
  },

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const table = found.value;
    const parsed = parseSql(`ALTER TABLE t ADD ${operation.definition}`);
    const alter =
      parsed.ok && parsed.value.length === 1 ? alterCommand(parsed.value[0]?.node as never) : null;
    if (!parsed.ok) return problem("definition", parsed.failure.message);
    const rule = bodyOf(alter?.cmd.def, "Constraint");
    if (rule?.contype !== "CONSTR_EXCLUSION") {
      return problem("definition", "write it as EXCLUDE USING gist (during WITH &&)");
    }
    const columns = (rule.exclusions ?? []).flatMap((pair) => {
      const element = bodyOf(bodyOf(pair, "List")?.items?.[0], "IndexElem");
      return element?.name ?? [];
    });
    const base = [table.name, ...columns].join("_");
    const name = constraintName(catalog, table, operation.name, base, "_excl");
    return name.ok ? ok({ ...operation, table: relationName(table), name: name.value }) : fail(name.failure);
  },

  describe: ({ table, definition }) => `Add ${definition} to ${table}`,
};
