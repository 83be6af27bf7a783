import * as z from "zod";
import type { RepositoryFile } from "@/lib/contracts/interop";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { baseName } from "../recorder";
import { placeIn, runsAsOne, type SourceMigration, sortedBy } from "../source-migration";
import type { SourceRules } from "../source-rules";
import { operationsIn } from "./operations";

/**
 * By name. SQL is sent as one string without a transaction. Of pgroll's own operations an index over plain columns is
 * known from the file; what the others send depends on the table.
 */
export const pgrollRules: SourceRules = {
  read: (migrations) => sortedBy(migrations, ({ path }) => baseName(path)).map(readFile),
};

function readFile({ path, content }: RepositoryFile): SourceMigration {
  const parts: SourceMigration["parts"][number][] = [];
  const unread: SourceMigration["unread"][number][] = [];
  let from = 0;
  for (const [kind, body] of operationsIn(content) ?? []) {
    from = content.indexOf(`"${kind}"`, from);
    const up = kind === "sql" ? (body as { up?: unknown } | null)?.up : undefined;
    if (typeof up === "string") {
      const { line } = placeIn(content, content.indexOf('"up"', from));
      // A JSON text is one line of the file: its first line stands where it does there.
      parts.push({ sql: `${"\n".repeat(line - 1)}${up}`, inTransaction: runsAsOne(up) });
    } else if (kind === "create_index" && indexOf(body) !== null) {
      const { line } = placeIn(content, from);
      parts.push({ sql: `${"\n".repeat(line - 1)}${indexOf(body)}`, inTransaction: false });
    } else {
      const code = content.slice(from).split("\n", 1)[0] ?? "";
      unread.push({ ...placeIn(content, from), code: code.trim() });
    }
    from += kind.length;
  }
  return { name: baseName(path).replace(/\.json$/, ""), path, parts, unread };
}

const PlainIndex = z.strictObject({
  table: z.string(),
  name: z.string(),
  columns: z.array(z.strictObject({ column: z.string() })).min(1),
  method: z.string().default("btree"),
  unique: z.boolean().default(false),
});

/** What pgroll sends for `create_index`; null where it says more than columns. */
function indexOf(body: unknown): string | null {
  const read = PlainIndex.safeParse(body);
  if (!read.success) return null;
  const { table, name, columns, method, unique } = read.data;
  const keys = columns.map(({ column }) => quoteIdentifier(column)).join(", ");
  return `CREATE ${unique ? "UNIQUE " : ""}INDEX CONCURRENTLY ${quoteIdentifier(name)} ON ${quoteIdentifier(table)} USING ${quoteIdentifier(method)} (${keys});`;
}
