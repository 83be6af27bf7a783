import { parseSql } from "../sql/parse";

/**
 * The statements of an action's SQL, in order, split by the server's own grammar: function bodies hold semicolons.
 * `loadParser()` must have been awaited. Throws on SQL that does not parse: the planner made it, so that is a bug.
 */
export function statementsOf(sql: string): string[] {
  const parsed = parseSql(sql);
  if (!parsed.ok) throw new Error(`an action's SQL does not parse: ${parsed.failure.message}`);
  return parsed.value.map((statement) => statement.sql);
}

/** What an interrupted concurrent build may have left INVALID. */
export type WreckSearch =
  /** The index itself, or a rebuilt copy of it (`_ccnew`, `_ccold`), on this table. */
  | { readonly on: "table"; readonly schema: string | null; readonly table: string; readonly index: string }
  /** Copies that REINDEX CONCURRENTLY made of this index. */
  | { readonly on: "index"; readonly schema: string | null; readonly index: string }
  /** Copies of any index of this table. */
  | { readonly on: "whole-table"; readonly schema: string | null; readonly table: string };

/** Where wrecks of the SQL's concurrent builds are to be looked for, by reading its tree. */
export function wrecksOf(sql: string): WreckSearch[] {
  const parsed = parseSql(sql);
  if (!parsed.ok) return [];
  return parsed.value.flatMap(({ node }): WreckSearch[] => {
    const { IndexStmt: build, ReindexStmt: rebuild } = node as Tree;
    if (build?.concurrent && build.idxname && build.relation?.relname) {
      const { schemaname = null, relname } = build.relation;
      return [{ on: "table", schema: schemaname, table: relname, index: build.idxname }];
    }
    const isConcurrent = rebuild?.params?.some(({ DefElem }) => DefElem?.defname === "concurrently");
    if (!isConcurrent || !rebuild?.relation?.relname) return [];
    const { schemaname = null, relname } = rebuild.relation;
    if (rebuild.kind === "REINDEX_OBJECT_INDEX") return [{ on: "index", schema: schemaname, index: relname }];
    if (rebuild.kind === "REINDEX_OBJECT_TABLE")
      return [{ on: "whole-table", schema: schemaname, table: relname }];
    return [];
  });
}

interface Named {
  readonly schemaname?: string;
  readonly relname?: string;
}
interface Tree {
  readonly IndexStmt?: {
    readonly concurrent?: boolean;
    readonly idxname?: string;
    readonly relation?: Named;
  };
  readonly ReindexStmt?: {
    readonly kind?: string;
    readonly relation?: Named;
    readonly params?: readonly { readonly DefElem?: { readonly defname?: string } }[];
  };
}
