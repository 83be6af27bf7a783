import type { RenameConstraint } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { MAX_NAME_BYTES, nameBytes, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { constraintNamed } from "../find-in-catalog";
import { freeRelationName, problem } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { writtenRelation } from "../written-relation";

const FORM = sentencePattern("rename (?:the )?constraint {name} of (?:table )?{path} (?:to|as|into) {name}");

export const renameConstraintWords: OperationWords<RenameConstraint> = {
  kind: "rename-constraint",
  label: "Rename a constraint",
  examples: ["rename constraint customers_full_name_check of customers to full_name_said"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    return ok({
      kind: "rename-constraint",
      table: match[2] ?? "",
      constraint: bareName(match[1] ?? ""),
      to: bareName(match[3] ?? ""),
    });
  },

  fromStatement({ node }) {
    const rename = bodyOf(node, "RenameStmt");
    if (rename?.renameType !== "OBJECT_TABCONSTRAINT") return null;
    return ok([
      {
        kind: "rename-constraint",
        table: writtenRelation(rename.relation),
        constraint: rename.subname ?? "",
        to: rename.newname ?? "",
      },
    ]);
  },

  check(operation, catalog) {
    const found = constraintNamed(catalog, operation);
    if (!found.ok) return found;
    const { table, constraint } = found.value;
    if (nameBytes(operation.to) > MAX_NAME_BYTES) {
      return problem("to", `a name has at most ${MAX_NAME_BYTES} bytes: Postgres would cut it`);
    }
    if (table.constraints.some(({ name }) => name === operation.to)) {
      return problem(
        "to",
        `${relationName(table)} has a constraint ${quoteIdentifier(operation.to)} already`,
      );
    }
    const index = constraint.indexName !== null && constraint.type !== "foreign key";
    if (index && freeRelationName(catalog, table.schema, operation.to, "") !== operation.to) {
      return problem(
        "to",
        `there is ${quoteIdentifier(operation.to)} in ${quoteIdentifier(table.schema)} already`,
      );
    }
    return ok({ ...operation, table: relationName(table) });
  },

  describe: ({ table, constraint, to }) =>
    `Rename the constraint ${quoteIdentifier(constraint)} of ${table} to ${quoteIdentifier(to)}`,
};
