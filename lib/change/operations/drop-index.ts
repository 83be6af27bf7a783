import type { Catalog, Index, Table } from "@/lib/catalog/model";
import type { DropIndex } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { parseRelationName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, strings } from "@/lib/sql/parse";
import { problem } from "../names-in-catalog";
import { didYouMean, nearest } from "../nearest";
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
      })),
    );
  },

  check(operation, catalog) {
    const written = parseRelationName(operation.index);
    if (!written) return problem("index", `${operation.index} is not the name of an index`);
    const all = allIndexes(catalog);
    const schemas = written.schema === null ? catalog.searchPath : [written.schema];
    const found = schemas
      .map((schema) => all.find(({ table, index }) => table.schema === schema && index.name === written.name))
      .find((one) => one !== undefined);
    if (!found) {
      const close = nearest(
        written.name,
        all.map(({ index }) => index.name),
      ).map(quoteIdentifier);
      return problem("index", `there is no index ${operation.index}${didYouMean(close)}`);
    }
    const { table, index } = found;
    if (index.constraintName !== null) {
      const what = `${index.name} belongs to the constraint ${index.constraintName} of ${relationName(table)}`;
      return problem("index", `${what}: drop the constraint instead`);
    }
    return ok({ ...operation, index: relationName({ schema: table.schema, name: index.name }) });
  },

  describe: ({ index }) => `Drop the index ${index}`,
};

export function allIndexes(catalog: Catalog): readonly { readonly table: Table; readonly index: Index }[] {
  return catalog.tables.flatMap((table) => table.indexes.map((index) => ({ table, index })));
}
