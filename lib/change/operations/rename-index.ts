import type { RenameIndex } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { MAX_NAME_BYTES, nameBytes, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { indexNamed } from "../find-in-catalog";
import { freeRelationName, problem } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { writtenRelation } from "../written-relation";

const FORM = sentencePattern("rename (?:the )?index {path} (?:to|as|into) {name}");

export const renameIndexWords: OperationWords<RenameIndex> = {
  kind: "rename-index",
  label: "Rename an index",
  examples: ["rename index customers_full_name_idx to customers_by_name"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    return ok({ kind: "rename-index", index: match[1] ?? "", to: bareName(match[2] ?? "") });
  },

  fromStatement({ node }) {
    const rename = bodyOf(node, "RenameStmt");
    if (rename?.renameType !== "OBJECT_INDEX") return null;
    const index = writtenRelation(rename.relation);
    return ok([{ kind: "rename-index", index, to: rename.newname ?? "" }]);
  },

  check(operation, catalog) {
    const found = indexNamed(catalog, operation.index);
    if (!found.ok) return found;
    const { table, index } = found.value;
    if (index.constraintName !== null) {
      const what = `${index.name} belongs to the constraint ${index.constraintName} of ${relationName(table)}`;
      return problem("index", `${what}: rename the constraint instead, the index goes with it`);
    }
    if (nameBytes(operation.to) > MAX_NAME_BYTES) {
      return problem("to", `a name has at most ${MAX_NAME_BYTES} bytes: Postgres would cut it`);
    }
    if (freeRelationName(catalog, table.schema, operation.to, "") !== operation.to) {
      const place = quoteIdentifier(table.schema);
      return problem("to", `there is ${quoteIdentifier(operation.to)} in ${place} already`);
    }
    return ok({ ...operation, index: relationName({ schema: table.schema, name: index.name }) });
  },

  describe: ({ index, to }) => `Rename the index ${index} to ${quoteIdentifier(to)}`,
};
