import type { ValidateConstraint } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { constraintNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand } from "../read-statement";

const FORM = sentencePattern("validate (?:the )?constraint {name} (?:of|on) (?:table )?{path}");

export const validateConstraintWords: OperationWords<ValidateConstraint> = {
  kind: "validate-constraint",
  label: "Validate a constraint",
  examples: ['validate constraint note_said of "Order"'],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    return ok({ kind: "validate-constraint", table: match[2] ?? "", constraint: bareName(match[1] ?? "") });
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_ValidateConstraint") return null;
    return ok([{ kind: "validate-constraint", table: alter.table, constraint: alter.cmd.name ?? "" }]);
  },

  check(operation, catalog) {
    const found = constraintNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, constraint } = found.value;
    const name = quoteIdentifier(constraint.name);
    if (constraint.validated) {
      return problem("constraint", `${name} of ${relationName(table)} is valid already`);
    }
    // 18: such a constraint cannot be validated.
    if (/ NOT ENFORCED\b/.test(constraint.definition)) {
      return problem("constraint", `${name} is NOT ENFORCED: nothing holds it, so there is nothing to check`);
    }
    return ok({ ...operation, table: relationName(table) });
  },

  describe: ({ table, constraint }) => `Validate the constraint ${quoteIdentifier(constraint)} of ${table}`,
};
