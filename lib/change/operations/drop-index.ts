import type { DropIndex } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, strings } from "@/lib/sql/parse";
import { indexNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";

const FORM = sentencePattern("drop (?:the )?index {path}");

export const dropIndexWords: OperationWords<DropIndex> = {
  kind: "drop-index",
  label: "Drop an index",
  examples: ["drop index customers_full_name_idx"],

  fromSentence(sentence) {
    const path = FORM.exec(sentence)?.[1];
    return path ? ok({ kind: "drop-index", index: path }) : null;
  },

  fromStatement({ node }) {
    const drop = bodyOf(node, "DropStmt");
    if (drop?.removeType !== "OBJECT_INDEX") return null;
    if (drop.behavior === "DROP_CASCADE") return fail("CASCADE drops what is not named: leave it away");
    return ok(
      (drop.objects ?? []).map((object) => ({
        kind: "drop-index" as const,
        index: strings(bodyOf(object, "List")?.items).map(quoteIdentifier).join("."),
        ...(drop.missing_ok ? { ifExists: true as const } : {}),
      })),
    );
  },

  check(operation, catalog) {
    const found = indexNamed(catalog, operation.index);
    if (!found.ok) return operation.ifExists ? ok(operation) : found;
    const { table, index } = found.value;
    if (index.constraintName !== null) {
      const what = `${index.name} belongs to the constraint ${index.constraintName} of ${relationName(table)}`;
      return problem("index", `${what}: drop the constraint instead`);
    }
    return ok({ ...operation, index: relationName({ schema: table.schema, name: index.name }) });
  },

  describe: ({ index, ifExists }) => `Drop the index ${index}${ifExists ? ", if it is there" : ""}`,
};
