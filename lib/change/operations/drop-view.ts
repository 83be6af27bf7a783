import type { DropView, RefreshView } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { droppedNames, namedWords, objectNamed } from "../statement-words";
import { writtenRelation } from "../written-relation";

export const dropViewWords = namedWords<DropView>({
  kind: "drop-view",
  label: "Drop a view",
  examples: ["drop view overview"],
  begins: "drop(?: the)?(?: materialized)? view",
  names: (node) => droppedNames(node, ["OBJECT_VIEW", "OBJECT_MATVIEW"]),
  find(catalog, written) {
    const found = objectNamed(catalog, catalog.views, written, "a view");
    return found.ok ? ok(relationName(found.value)) : found;
  },
  describe: (name) => `Drop the view ${name}`,
});

export const refreshViewWords = namedWords<RefreshView>({
  kind: "refresh-view",
  label: "Refresh a materialized view",
  examples: ["refresh totals", "refresh materialized view totals"],
  begins: "refresh(?: the)?(?: materialized)?(?: view)?(?: concurrently)?",
  names(node) {
    const refresh = bodyOf(node, "RefreshMatViewStmt");
    if (!refresh) return null;
    if (refresh.skipData) return fail("WITH NO DATA empties the view: nobody could read it any more");
    return ok([writtenRelation(refresh.relation)]);
  },
  find(catalog, written) {
    const found = objectNamed(catalog, catalog.views, written, "a view");
    if (!found.ok) return found;
    const full = relationName(found.value);
    return found.value.materialized
      ? ok(full)
      : fail(`${full} is an ordinary view: it always shows the rows as they are`);
  },
  describe: (name) => `Refresh the materialized view ${name}`,
});
