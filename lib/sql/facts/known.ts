import type {
  Catalog,
  CatalogFunction,
  Column,
  Constraint,
  DomainType,
  EnumType,
  Index,
  Sequence,
  Table,
  View,
} from "@/lib/catalog/model";
import { relationName } from "../identifiers";

type Draft<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

export interface Pointing {
  readonly relation: string;
  readonly constraint: Constraint;
}

/** A server refuses more (54011). */
const MAX_COLUMNS = 1600;

/**
 * What is known of a database's objects, by names, so that no question walks all of them. It is changed in place while
 * a script is read, one object at a time: a script of 100,000 statements costs 100,000 small changes.
 */
export class Known {
  /** Whether it lists everything there is. */
  readonly complete: boolean;
  readonly searchPath: readonly string[];
  readonly views: readonly View[];
  readonly sequences: readonly Sequence[];
  /** Whether anybody looked for domains: then a type that is not here is none. */
  readonly knowsDomains: boolean;
  readonly #tables = new Map<string, Draft<Table>>();
  /** How many tables, indexes, views and sequences have the name. */
  readonly #relations = new Map<string, number>();
  readonly #tableOfIndex = new Map<string, Table>();
  readonly #children = new Map<string, Set<string>>();
  readonly #defaults = new Map<string, string>();
  readonly #referencing = new Map<string, Map<Constraint, Pointing>>();
  readonly #functions = new Map<string, CatalogFunction[]>();
  readonly #enums = new Map<string, EnumType[]>();
  readonly #domains = new Map<string, DomainType[]>();
  /** Tables by the types of their columns, with how many columns; made when first asked for. */
  #using: Map<string, Map<string, number>> | null = null;
  readonly #sequencesOf = new Map<string, Sequence[]>();
  #undo: (() => void)[] | null = null;

  constructor(catalog: Catalog | null, { complete = catalog !== null }: { complete?: boolean } = {}) {
    this.complete = complete;
    this.searchPath = catalog?.searchPath ?? [];
    this.views = catalog?.views ?? [];
    this.sequences = catalog?.sequences ?? [];
    this.knowsDomains = catalog?.domains !== undefined;
    for (const one of [...this.views, ...this.sequences]) this.#count(relationName(one), 1);
    for (const one of this.sequences) {
      if (one.ownedBy) append(this.#sequencesOf, one.ownedBy.relation, one);
    }
    for (const one of catalog?.functions ?? []) push(this.#functions, one);
    for (const one of catalog?.enums ?? []) push(this.#enums, one);
    for (const one of catalog?.domains ?? []) push(this.#domains, one);
    for (const table of catalog?.tables ?? []) this.#insert(draft(table));
  }

  /** Tables of the one list that are not in the other make place for those that are. Most are at the same place in both. */
  follow(from: readonly Table[], to: readonly Table[]): void {
    if (from === to) return;
    let start = 0;
    while (start < from.length && start < to.length && from[start] === to[start]) start++;
    let end = 0;
    while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end++;
    const [before, after] = [from[start], to[start]];
    if (before && after && start + end + 1 === from.length && from.length === to.length) {
      if (this.#otherColumns(before, after)) return;
    }
    const gone = new Set(from.slice(start, from.length - end));
    const come = to.slice(start, to.length - end).filter((table) => !gone.delete(table));
    for (const table of gone) this.removeTable(relationName(table));
    for (const table of come) this.addTable(table);
  }

  /** Takes over the columns of a table that is the same in all else; false where it is not. */
  #otherColumns(before: Table, after: Table): boolean {
    const own = this.#tables.get(relationName(after));
    const keys = Object.keys({ ...before, ...after }) as (keyof Table)[];
    if (!own || !keys.every((key) => key === "columns" || before[key] === after[key])) return false;
    const put = (columns: Column[]) => {
      for (const column of own.columns) this.#use(own, column, -1);
      own.columns = columns;
      for (const column of columns) this.#use(own, column, 1);
    };
    const { columns } = own;
    put([...after.columns]);
    this.#undo?.push(() => put(columns));
    return true;
  }

  /** Nothing yet: what a script makes is added statement by statement. */
  static nothing(): Known {
    const none = { tables: [], views: [], enums: [], domains: [], sequences: [], functions: [] };
    const server = { serverVersion: "", serverMajor: 0, database: "", readAt: "" };
    return new Known({ ...server, ...none, searchPath: ["public"] }, { complete: false });
  }

  table(relation: string): Table | null {
    return this.#tables.get(relation) ?? null;
  }

  tables(): IterableIterator<Table> {
    return this.#tables.values();
  }

  has(relation: string): boolean {
    return this.#relations.has(relation);
  }

  children(relation: string): Iterable<string> {
    return this.#children.get(relation) ?? [];
  }

  defaultPartition(relation: string): string | null {
    return this.#defaults.get(relation) ?? null;
  }

  referencing(relation: string): readonly Pointing[] {
    return [...(this.#referencing.get(relation)?.values() ?? [])];
  }

  tableOfIndex(index: string): Table | null {
    return this.#tableOfIndex.get(index) ?? null;
  }

  /** Sequences that columns of the table own. */
  sequencesOf(relation: string): readonly Sequence[] {
    return this.#sequencesOf.get(relation) ?? [];
  }

  functionsNamed(name: string): readonly CatalogFunction[] {
    return this.#functions.get(name) ?? [];
  }

  enumsNamed(name: string): readonly EnumType[] {
    return this.#enums.get(name) ?? [];
  }

  domainsNamed(name: string): readonly DomainType[] {
    return this.#domains.get(name) ?? [];
  }

  /** Tables with a column of the type, `schema.name`, or an array of it. */
  tablesUsing(type: string): Iterable<string> {
    if (this.#using === null) {
      this.#using = new Map();
      for (const table of this.#tables.values())
        for (const column of table.columns) this.#use(table, column, 1);
    }
    return this.#using.get(type)?.keys() ?? [];
  }

  /** Changes from now on can be taken back, until `keep`. */
  remember(): void {
    this.#undo = [];
  }

  keep(): void {
    this.#undo = null;
  }

  /** Takes back every change since `remember`, the newest first. */
  takeBack(): void {
    const undo = this.#undo ?? [];
    this.#undo = null;
    for (const step of undo.reverse()) step();
  }

  /** What else has to go back with the changes. */
  onTakeBack(step: () => void): void {
    this.#undo?.push(step);
  }

  /** Does something of which nothing stays. */
  forNow<T>(something: () => T): T {
    const before = this.#undo;
    this.remember();
    try {
      return something();
    } finally {
      this.takeBack();
      this.#undo = before;
    }
  }

  addFunction(one: CatalogFunction): void {
    this.#push(this.#functions, one);
  }

  addEnum(one: EnumType): void {
    this.#push(this.#enums, one);
  }

  addDomain(one: DomainType): void {
    this.#push(this.#domains, one);
  }

  addTable(table: Table): void {
    const own = draft(table);
    this.removeTable(relationName(table));
    this.#insert(own);
    this.#undo?.push(() => this.#delete(own));
  }

  removeTable(relation: string): void {
    const table = this.#tables.get(relation);
    if (!table) return;
    this.#delete(table);
    this.#undo?.push(() => this.#insert(table));
  }

  replaceTable(relation: string, next: Table): void {
    this.removeTable(relation);
    this.addTable(next);
  }

  addColumn(relation: string, column: Column): void {
    const table = this.#tables.get(relation);
    if (!table || table.columns.length >= MAX_COLUMNS) return;
    table.columns.push(column);
    this.#use(table, column, 1);
    this.#undo?.push(() => {
      table.columns.pop();
      this.#use(table, column, -1);
    });
  }

  changeColumn(relation: string, name: string, change: Partial<Column>): void {
    const table = this.#tables.get(relation);
    const at = table?.columns.findIndex((one) => one.name === name) ?? -1;
    const before = table?.columns[at];
    if (!table || !before) return;
    const put = (from: Column, to: Column) => {
      table.columns[at] = to;
      this.#use(table, from, -1);
      this.#use(table, to, 1);
    };
    const after = { ...before, ...change };
    put(before, after);
    this.#undo?.push(() => put(after, before));
  }

  /** A constraint of that name is replaced. */
  addConstraint(relation: string, constraint: Constraint): void {
    const table = this.#tables.get(relation);
    if (!table) return;
    this.removeConstraint(relation, constraint.name);
    table.constraints.push(constraint);
    this.#point(table, constraint);
    this.#undo?.push(() => {
      table.constraints.pop();
      this.#unpoint(constraint);
    });
  }

  removeConstraint(relation: string, name: string): void {
    const table = this.#tables.get(relation);
    const at = table?.constraints.findLastIndex((one) => one.name === name) ?? -1;
    const [constraint] = at < 0 ? [] : (table?.constraints.splice(at, 1) ?? []);
    if (!table || !constraint) return;
    this.#unpoint(constraint);
    this.#undo?.push(() => {
      table.constraints.splice(at, 0, constraint);
      this.#point(table, constraint);
    });
  }

  /** An index of that name is replaced. */
  addIndex(relation: string, index: Index): void {
    const table = this.#tables.get(relation);
    if (!table) return;
    this.removeIndex(relationName({ schema: table.schema, name: index.name }));
    table.indexes.push(index);
    this.#name(table, index);
    this.#undo?.push(() => {
      table.indexes.pop();
      this.#unname(table, index);
    });
  }

  /** `schema.name` of the index. */
  removeIndex(name: string): void {
    const table = this.#tableOfIndex.get(name) as Draft<Table> | undefined;
    const at =
      table?.indexes.findLastIndex(
        (one) => relationName({ schema: table.schema, name: one.name }) === name,
      ) ?? -1;
    const [index] = at < 0 ? [] : (table?.indexes.splice(at, 1) ?? []);
    if (!table || !index) return;
    this.#unname(table, index);
    this.#undo?.push(() => {
      table.indexes.splice(at, 0, index);
      this.#name(table, index);
    });
  }

  #insert(table: Draft<Table>): void {
    const relation = relationName(table);
    this.#tables.set(relation, table);
    this.#count(relation, 1);
    for (const parent of table.inheritsFrom) {
      const children = this.#children.get(parent);
      if (children) children.add(relation);
      else this.#children.set(parent, new Set([relation]));
      if (table.partitioning?.bound === "DEFAULT") this.#defaults.set(parent, relation);
    }
    for (const column of table.columns) this.#use(table, column, 1);
    for (const constraint of table.constraints) this.#point(table, constraint);
    for (const index of table.indexes) this.#name(table, index);
  }

  #delete(table: Draft<Table>): void {
    const relation = relationName(table);
    this.#tables.delete(relation);
    this.#count(relation, -1);
    for (const parent of table.inheritsFrom) {
      this.#children.get(parent)?.delete(relation);
      if (this.#defaults.get(parent) === relation) this.#defaults.delete(parent);
    }
    for (const column of table.columns) this.#use(table, column, -1);
    for (const constraint of table.constraints) this.#unpoint(constraint);
    for (const index of table.indexes) this.#unname(table, index);
  }

  #count(relation: string, by: 1 | -1): void {
    const count = (this.#relations.get(relation) ?? 0) + by;
    if (count > 0) this.#relations.set(relation, count);
    else this.#relations.delete(relation);
  }

  #name(table: Table, index: Index): void {
    const name = relationName({ schema: table.schema, name: index.name });
    this.#tableOfIndex.set(name, table);
    this.#count(name, 1);
  }

  #unname(table: Table, index: Index): void {
    const name = relationName({ schema: table.schema, name: index.name });
    this.#tableOfIndex.delete(name);
    this.#count(name, -1);
  }

  #point(table: Table, constraint: Constraint): void {
    const target = referenced(constraint);
    if (target === null) return;
    const pointing = { relation: relationName(table), constraint };
    const there = this.#referencing.get(target);
    if (there) there.set(constraint, pointing);
    else this.#referencing.set(target, new Map([[constraint, pointing]]));
  }

  #unpoint(constraint: Constraint): void {
    const target = referenced(constraint);
    if (target !== null) this.#referencing.get(target)?.delete(constraint);
  }

  #use(table: Table, column: Column, by: 1 | -1): void {
    if (this.#using === null) return;
    const type = column.type.replace(/\[\]$/, "");
    const tables = this.#using.get(type) ?? new Map<string, number>();
    this.#using.set(type, tables);
    const relation = relationName(table);
    const count = (tables.get(relation) ?? 0) + by;
    if (count > 0) tables.set(relation, count);
    else tables.delete(relation);
  }

  #push<T extends { readonly name: string }>(map: Map<string, T[]>, one: T): void {
    push(map, one);
    this.#undo?.push(() => map.get(one.name)?.pop());
  }
}

/** The table a foreign key points at, `schema.name`; null for other constraints. */
export function referenced(constraint: Constraint): string | null {
  const target = constraint.references;
  return target ? relationName({ schema: target.schema, name: target.table }) : null;
}

function push<T extends { readonly name: string }>(map: Map<string, T[]>, one: T): void {
  append(map, one.name, one);
}

function append<T>(map: Map<string, T[]>, key: string, one: T): void {
  const there = map.get(key);
  if (there) there.push(one);
  else map.set(key, [one]);
}

/** A copy whose lists can grow; the lists that never do are shared. */
function draft(table: Table): Draft<Table> {
  return {
    ...(table as Draft<Table>),
    columns: [...table.columns],
    constraints: [...table.constraints],
    indexes: [...table.indexes],
  };
}
