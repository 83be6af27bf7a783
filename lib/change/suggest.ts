import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";

export interface Suggestion {
  /** What the word under the caret becomes. */
  readonly text: string;
  readonly kind: "table" | "column";
  /** Type of a column, size in words of a table. */
  readonly detail: string;
}

/** As much of a catalog as completing needs: the API's answer has it too. */
export interface Completable {
  readonly searchPath?: readonly string[];
  readonly tables: readonly {
    readonly schema: string;
    readonly name: string;
    readonly kind: string;
    readonly rowEstimate: number | null;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
  }[];
}

/** Completions for the last word of a sentence or statement: tables, and behind a table and a dot its columns. */
export function suggest(text: string, catalog: Completable, limit = 20): readonly Suggestion[] {
  const word = /[\p{L}\p{N}_$."]*$/u.exec(text)?.[0] ?? "";
  if (word === "") return [];
  const dot = word.lastIndexOf(".");
  const columns = dot > 0 ? columnsOf(word.slice(0, dot), word.slice(dot + 1), catalog) : [];
  const wanted = word.toLowerCase();
  const tables = catalog.tables
    .filter((table) => table.kind !== "partition")
    .map((table) => {
      const full = relationName(table);
      const onPath = (catalog.searchPath ?? ["public"]).includes(table.schema);
      return { short: onPath ? quoteIdentifier(table.name) : full, full, rows: table.rowEstimate };
    })
    .filter(
      ({ short, full }) => short.toLowerCase().startsWith(wanted) || full.toLowerCase().startsWith(wanted),
    )
    .map(
      ({ short, full, rows }): Suggestion => ({
        text: wanted.includes(".") ? full : short,
        kind: "table",
        detail: rows === null ? "" : `about ${rows.toLocaleString("en-US")} rows`,
      }),
    );
  return [...columns, ...tables].slice(0, limit);
}

function columnsOf(tableWord: string, prefix: string, catalog: Completable): Suggestion[] {
  const wanted = tableWord.toLowerCase();
  const table = catalog.tables.find(
    (one) => relationName(one).toLowerCase() === wanted || quoteIdentifier(one.name).toLowerCase() === wanted,
  );
  return (table?.columns ?? [])
    .filter((column) => quoteIdentifier(column.name).toLowerCase().startsWith(prefix.toLowerCase()))
    .map((column) => ({
      text: `${tableWord}.${quoteIdentifier(column.name)}`,
      kind: "column",
      detail: column.type,
    }));
}
