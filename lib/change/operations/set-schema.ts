import type { SetSchema } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { freeRelationName, problem } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { nameProblem } from "../statement-words";
import { writtenRelation } from "../written-relation";

const FORM = sentencePattern("move(?: table)? {path} to schema {name}");

export const setSchemaWords: OperationWords<SetSchema> = {
  kind: "set-schema",
  label: "Move a table to another schema",
  examples: ["move customers to schema attic"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    return match ? ok({ kind: "set-schema", table: match[1] ?? "", to: bareName(match[2] ?? "") }) : null;
  },

  fromStatement({ node }) {
    const move = bodyOf(node, "AlterObjectSchemaStmt");
    if (move?.objectType !== "OBJECT_TABLE") return null;
    return ok([{ kind: "set-schema", table: writtenRelation(move.relation), to: move.newschema ?? "" }]);
  },

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const { schema, name } = found.value;
    const { to } = operation;
    if (to === schema) return problem("to", `the table is in schema ${quoteIdentifier(schema)} already`);
    const wrong = nameProblem(catalog, { schema: to, name });
    if (wrong) return problem("to", wrong);
    if (freeRelationName(catalog, to, name, "") !== name) {
      return problem("to", `there is ${relationName({ schema: to, name })} already`);
    }
    return ok({ ...operation, table: relationName(found.value) });
  },

  describe: ({ table, to }) => `Move the table ${table} to schema ${quoteIdentifier(to)}`,
};
