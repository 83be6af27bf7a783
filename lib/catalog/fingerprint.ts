import { createHash } from "node:crypto";
import { relationName } from "../sql/identifiers";
import type { Catalog, Table } from "./model";
import { compare } from "./order";
import { type ShapePart, shapeParts } from "./shape";

export interface Fingerprint {
  /** Structure, whatever the order of objects and columns: equal exactly where `diffCatalogs` finds nothing. */
  readonly schema: string;
  /**
   * Order of columns. A column that was made anew stands last, and then INSERT and COPY without a column list put
   * values into wrong columns without an error.
   */
  readonly layout: string;
}

/**
 * SHA-256, in hex, of what `shapeOf` tells of a catalog, by way of one hash for each part. A part that was hashed before
 * is not hashed again: the catalog after a step shares all its tables but one with the catalog before.
 */
export async function fingerprint(catalog: Catalog): Promise<Fingerprint> {
  const known = whole.get(catalog);
  if (known) return known;
  const told = {
    schema: sha256(shapeParts(catalog).flatMap(linesOfPart).sort(compare)),
    layout: sha256(catalog.tables.map(layoutOf).sort(compare)),
  };
  whole.set(catalog, told);
  return told;
}

const whole = new WeakMap<Catalog, Fingerprint>();
const hashed = new WeakMap<object, readonly string[]>();
const laidOut = new WeakMap<Table, string>();

/** One line for a part that holds anything. */
function linesOfPart({ of, items }: ShapePart): readonly string[] {
  const known = hashed.get(of);
  if (known) return known;
  const lines = items()
    .map((item) => [item.kind, item.object, ...Object.entries(item.facts).sort(([a], [b]) => compare(a, b))])
    .map((item) => JSON.stringify(item))
    .sort(compare);
  const told = lines.length === 0 ? [] : [sha256(lines)];
  hashed.set(of, told);
  return told;
}

function layoutOf(table: Table): string {
  const known = laidOut.get(table);
  if (known !== undefined) return known;
  const columns = [...table.columns].sort((a, b) => a.position - b.position).map((column) => column.name);
  const layout = JSON.stringify([relationName(table), ...columns]);
  laidOut.set(table, layout);
  return layout;
}

function sha256(lines: readonly string[]): string {
  return createHash("sha256").update(lines.join("\n"), "utf8").digest("hex");
}
