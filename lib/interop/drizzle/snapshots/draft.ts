import type { RangeVar } from "libpg-query";
import { keyOf, type Snapshot, type Table } from "./model";

/** A snapshot on its way through a plan's statements. */
export class Draft {
  /** What a snapshot has no words for, in ours. */
  readonly unwritten = new Set<string>();
  /** Expressions that the team never wrote. */
  readonly expressions = new Set<string>();
  /** Views that are there now and were not, or were otherwise: only Drizzle can say what they are as a snapshot. */
  readonly views = new Set<string>();
  /** Columns of NOT NULL constraints that no row was held against yet, by the constraint's name. */
  readonly unproven = new Map<string, string>();
  /** Unique indexes that count nulls as equal: a constraint may say that, an index of a snapshot cannot. */
  readonly nullsEqual = new Set<string>();

  constructor(readonly snapshot: Snapshot) {}

  /** The table, or undefined where the team's schema does not have it. */
  table(relation: Pick<RangeVar, "schemaname" | "relname"> | undefined): Table | undefined {
    return this.snapshot.tables[keyOf(relation?.schemaname, relation?.relname ?? "")];
  }

  tablesIn(schema: string): readonly Table[] {
    return Object.values(this.snapshot.tables).filter((table) => (table.schema || "public") === schema);
  }

  primaryKey(schema: string | undefined, name: string): string[] {
    const table = this.table({ schemaname: schema ?? "public", relname: name });
    return Object.values(table?.compositePrimaryKeys ?? {})[0]?.columns ?? [];
  }

  cannot(what: string): void {
    this.unwritten.add(what);
  }

  own(expression: string): string {
    this.expressions.add(expression);
    return expression;
  }
}

/** Puts an entry under another key; nothing where there is none. */
export function rekey<T extends { name: string }>(
  entries: Record<string, T>,
  from: string,
  to: string,
): boolean {
  const entry = entries[from];
  if (!entry) return false;
  delete entries[from];
  entries[to] = { ...entry, name: to };
  return true;
}
