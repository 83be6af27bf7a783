import { createHash } from "node:crypto";
import { relationName } from "../sql/identifiers";
import type { Catalog } from "./model";
import { compare } from "./order";
import { shapeOf } from "./shape";

export interface Fingerprint {
  /** Structure, whatever the order of objects and columns: equal exactly where `diffCatalogs` finds nothing. */
  readonly schema: string;
  /**
   * Order of columns. A column that was made anew stands last, and then INSERT and COPY without a column list put
   * values into wrong columns without an error.
   */
  readonly layout: string;
}

/** SHA-256, in hex, of what `shapeOf` tells of a catalog. Async, so that it may move to Web Crypto. */
export async function fingerprint(catalog: Catalog): Promise<Fingerprint> {
  const items = shapeOf(catalog)
    .map((item) => [item.kind, item.object, ...Object.entries(item.facts).sort(([a], [b]) => compare(a, b))])
    .map((item) => JSON.stringify(item))
    .sort(compare);
  const layouts = catalog.tables
    .map((table) => [
      relationName(table),
      ...[...table.columns].sort((a, b) => a.position - b.position).map((column) => column.name),
    ])
    .map((layout) => JSON.stringify(layout))
    .sort(compare);
  return { schema: sha256(items), layout: sha256(layouts) };
}

function sha256(lines: readonly string[]): string {
  return createHash("sha256").update(lines.join("\n"), "utf8").digest("hex");
}
