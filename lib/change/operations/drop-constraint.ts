import type { DropConstraint } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { constraintNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand } from "../read-statement";

const FORM = sentencePattern("drop (?:the )?constraint {name} (?:of|on|from) (?:table )?{path}");

export const dropConstraintWords: OperationWords<DropConstraint> = {
  kind: "drop-constraint",
  label: "Drop a constraint",
  examples: ["drop constraint customers_full_name_check of customers"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    return ok({ kind: "drop-constraint", table: match[2] ?? "", constraint: bareName(match[1] ?? "") });
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_DropConstraint") return null;
    if (alter.cmd.behavior === "DROP_CASCADE") {
      return fail("CASCADE drops what is not named: say each foreign key that is to go");
    }
    return ok([{ kind: "drop-constraint", table: alter.table, constraint: alter.cmd.name ?? "" }]);
  },

  check(operation, catalog) {
    const found = constraintNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, constraint } = found.value;
    if (constraint.type === "not null") {
      return problem(
        "constraint",
        `${constraint.name} is what makes a column NOT NULL: allow null in it instead`,
      );
    }
    return ok({ ...operation, table: relationName(table) });
  },

  describe: ({ table, constraint }) => `Drop the constraint ${quoteIdentifier(constraint)} of ${table}`,
};
