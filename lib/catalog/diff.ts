import type { Catalog } from "./model";
import { compare } from "./order";
import { roleShapeOf, type ShapeItem, shapeOf } from "./shape";

/** One object that differs. `before` is null where it is new, `after` where it is gone. */
export interface CatalogDifference {
  /** "table", "column", "index" … */
  readonly kind: string;
  readonly object: string;
  /** What is said of it that the other side does not say, in plain words. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface DiffOptions {
  /** Also owners, grants and policies' roles, which no fingerprint holds. Default false. */
  readonly withRoles?: boolean;
}

/**
 * What differs from one catalog to another, sorted by object. Of a table that is new or gone its columns, indexes and
 * the like are left out.
 */
export function diffCatalogs(
  before: Catalog,
  after: Catalog,
  options: DiffOptions = {},
): CatalogDifference[] {
  const items = (catalog: Catalog) => {
    const all = options.withRoles ? [...shapeOf(catalog), ...roleShapeOf(catalog)] : shapeOf(catalog);
    return new Map(all.map((item) => [`${item.kind}\0${item.object}`, item]));
  };
  const [old, young] = [items(before), items(after)];
  const differences: CatalogDifference[] = [];
  for (const [key, item] of old) {
    const now = young.get(key);
    if (!now) differences.push({ ...named(item), before: inWords(item), after: null });
    else {
      const changed = Object.keys({ ...item.facts, ...now.facts }).filter(
        (fact) => JSON.stringify(item.facts[fact]) !== JSON.stringify(now.facts[fact]),
      );
      if (changed.length > 0)
        differences.push({ ...named(item), before: inWords(item, changed), after: inWords(now, changed) });
    }
  }
  for (const [key, item] of young)
    if (!old.has(key)) differences.push({ ...named(item), before: null, after: inWords(item) });
  return withoutPartsOfWholeTables(differences).sort(
    (a, b) => compare(a.object, b.object) || compare(a.kind, b.kind),
  );
}

function named(item: ShapeItem): { kind: string; object: string } {
  return { kind: item.kind, object: item.object };
}

/** The facts given, or all that say something: `type integer, not null, default 0`. */
function inWords(item: ShapeItem, only?: readonly string[]): string {
  const facts = Object.entries(item.facts).filter(([name, value]) =>
    only
      ? only.includes(name)
      : value !== null && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  const words = facts.map(([name, value]) => {
    if (value === true) return name;
    if (value === false) return `not ${name}`;
    if (value === null || value.length === 0) return `no ${name}`;
    return `${name} ${typeof value === "string" ? value : value.join(", ")}`;
  });
  return words.length > 0 ? words.join("; ") : item.kind;
}

function withoutPartsOfWholeTables(differences: readonly CatalogDifference[]): CatalogDifference[] {
  const gone = tablesWhere(differences, (difference) => difference.after === null);
  const young = tablesWhere(differences, (difference) => difference.before === null);
  return differences.filter((difference) => {
    if (difference.kind === "table") return true;
    const whole = difference.after === null ? gone : difference.before === null ? young : [];
    return !whole.some(
      (table) => difference.object === table || /^[.:]/.test(remainder(difference.object, table) ?? ""),
    );
  });
}

function tablesWhere(
  differences: readonly CatalogDifference[],
  is: (difference: CatalogDifference) => boolean,
): string[] {
  return differences
    .filter((difference) => difference.kind === "table" && is(difference))
    .map((difference) => difference.object);
}

function remainder(object: string, table: string): string | null {
  return object.startsWith(table) ? object.slice(table.length) : null;
}
