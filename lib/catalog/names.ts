import { relationName } from "../sql/identifiers";
import { compare } from "./order";
import type { DependencyRow } from "./queries/dependencies";
import type { CatalogRows } from "./queries/rows";

/** Oids to names, looked up in maps: with thousands of tables a search per column would take minutes. */
export class Names {
  readonly #relations = new Map<string, { schema: string; name: string }>();
  readonly #columns = new Map<string, string>();

  constructor(rows: CatalogRows) {
    for (const row of rows.tables) this.#relations.set(row.oid, row);
    for (const row of rows.others) if (row.kind === "view") this.#relations.set(row.oid, row);
    for (const row of rows.columns) this.#columns.set(`${row.table_oid}.${row.position}`, row.name);
  }

  bare(oid: string): { schema: string; name: string } | null {
    return this.#relations.get(oid) ?? null;
  }

  relation(oid: string): string | null {
    const bare = this.bare(oid);
    return bare && relationName(bare);
  }

  /** 0, an expression, has no name. */
  columns(oid: string, attributes: readonly number[]): string[] {
    return attributes.flatMap((attribute) => this.#columns.get(`${oid}.${attribute}`) ?? []);
  }

  owner(dependencies: readonly DependencyRow[]): { relation: string; column: string } | null {
    for (const { table_oid, attribute } of dependencies) {
      const [relation, [column]] = [this.relation(table_oid), this.columns(table_oid, [attribute])];
      if (relation !== null && column !== undefined) return { relation, column };
    }
    return null;
  }

  reads(dependencies: readonly DependencyRow[]): { relation: string; column: string | null }[] {
    return dependencies
      .flatMap(({ table_oid, attribute }) => {
        const relation = this.relation(table_oid);
        return relation === null ? [] : { relation, column: this.columns(table_oid, [attribute])[0] ?? null };
      })
      .sort((a, b) => compare(a.relation, b.relation) || compare(a.column ?? "", b.column ?? ""));
  }
}
