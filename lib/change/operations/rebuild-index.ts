import type { RebuildIndex } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { indexNamed } from "../find-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { writtenRelation } from "../written-relation";

const FORM = sentencePattern("(?:rebuild|reindex) (?:the )?(?:index )?{path}");

export const rebuildIndexWords: OperationWords<RebuildIndex> = {
  kind: "rebuild-index",
  label: "Rebuild an index",
  examples: ["rebuild index customers_full_name_idx"],

  fromSentence(sentence) {
    const path = FORM.exec(sentence)?.[1];
    return path ? ok({ kind: "rebuild-index", index: path }) : null;
  },

  fromStatement({ node }) {
    const rebuild = bodyOf(node, "ReindexStmt");
    if (rebuild?.kind !== "REINDEX_OBJECT_INDEX") return null;
    // A tablespace, which only REINDEX itself can say, stays SQL as it is.
    const other = (rebuild.params ?? []).some(
      (param) => !["concurrently", "verbose"].includes(bodyOf(param, "DefElem")?.defname ?? ""),
    );
    return other ? null : ok([{ kind: "rebuild-index", index: writtenRelation(rebuild.relation) }]);
  },

  check(operation, catalog) {
    const found = indexNamed(catalog, operation.index);
    if (!found.ok) return found;
    const { table, index } = found.value;
    return ok({ ...operation, index: relationName({ schema: table.schema, name: index.name }) });
  },

  describe: ({ index }) => `Rebuild the index ${index}`,
};
