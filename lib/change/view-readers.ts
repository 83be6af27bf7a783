import type { Catalog, View } from "@/lib/catalog/model";
import { relationName } from "@/lib/sql/identifiers";

/** The views that read a view, also through others, each behind those of them that it reads itself. */
export function viewReaders(catalog: Catalog, view: View): readonly View[] {
  const seen = new Set<View>();
  const order: View[] = [];
  const visit = (one: View) => {
    seen.add(one);
    const name = relationName(one);
    for (const reader of catalog.views) {
      if (!seen.has(reader) && reader.reads.some(({ relation }) => relation === name)) visit(reader);
    }
    order.unshift(one);
  };
  visit(view);
  return order.slice(1);
}
