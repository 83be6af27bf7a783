import type { RenameTable } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { MAX_NAME_BYTES, nameBytes, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { freeRelationName, problem } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { writtenRelation } from "../written-relation";

const FORM = sentencePattern("rename (?:the )?table {path} (?:to|as|into) {name}");

export const renameTableWords: OperationWords<RenameTable> = {
  kind: "rename-table",
  label: "Rename a table",
  examples: ["rename table customers to clients"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    return match ? ok({ kind: "rename-table", table: match[1] ?? "", to: bareName(match[2] ?? "") }) : null;
  },

  fromStatement({ node }) {
    const rename = bodyOf(node, "RenameStmt");
    if (rename?.renameType !== "OBJECT_TABLE") return null;
    return ok([{ kind: "rename-table", table: writtenRelation(rename.relation), to: rename.newname ?? "" }]);
  },

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const { schema, name } = found.value;
    if (operation.to === name) return problem("to", `the table is called ${name} already`);
    if (nameBytes(operation.to) > MAX_NAME_BYTES) {
      return problem("to", `a name has at most ${MAX_NAME_BYTES} bytes: Postgres would cut it`);
    }
    if (freeRelationName(catalog, schema, operation.to, "") !== operation.to) {
      return problem("to", `there is ${quoteIdentifier(operation.to)} in ${quoteIdentifier(schema)} already`);
    }
    return ok({ ...operation, table: relationName(found.value) });
  },

  describe: ({ table, to }) => `Rename the table ${table} to ${quoteIdentifier(to)}`,
};
