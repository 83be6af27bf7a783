import { bodyOf, onlyNode } from "@/lib/sql/parse";
import { newestNumber } from "../file-names";
import type { Script } from "../pieces";
import { commented, sqlOf } from "../sql-text";
import type { NamedPiece, Tool } from "../tool";

type Operation = Readonly<Record<string, unknown>>;

/**
 * One operation a file: an `sql` operation stands alone, sends each direction as one string and opens no transaction.
 * From pgroll's source, 0.16; not run here.
 */
export const pgroll: Tool = {
  id: "pgroll",
  sendsOneString: true,
  recorder:
    "pgroll keeps the whole schema with every migration and writes down by itself, as inferred, what others run: nothing is recorded for it",
  render: ({ pieces, header, options }) =>
    pieces.map((piece) => {
      const number = String(newestNumber(options) + piece.number).padStart(2, "0");
      const operation = indexOperation(piece) ?? sqlOperation(piece, header);
      return {
        path: `${options.directory ?? "migrations"}/${number}_${piece.slug}.json`,
        content: `${JSON.stringify({ operations: [operation] }, null, 2)}\n`,
      };
    }),
  notes: () => [
    "Complete each file before the next is started (pgroll migrate --complete): until then pgroll rollback runs its down, afterwards nothing does.",
    "Files for databases that Interlock does not run: where it does, pgroll writes its statements down as inferred migrations, and the files would run them twice.",
    "create_index is written as pgroll 0.16 reads it.",
  ],
};

function sqlOperation({ title, up, down, loses }: NamedPiece, header: readonly string[]): Operation {
  const loss = loses === null ? "" : `-- Loses: ${loses}\n`;
  return {
    sql: {
      up: `${commented("--", [...header, title])}\n${sqlOf(up)}`,
      ...(down.length > 0 ? { down: `${loss}${sqlOf(down)}` } : {}),
    },
  };
}

/** pgroll's own operation where it sends the same statement: a concurrent build over plain columns of `public`. */
function indexOperation({ up, down }: NamedPiece): Operation | null {
  const build = statementIn(up);
  const index = bodyOf(build, "IndexStmt");
  const drop = bodyOf(statementIn(down[0] ?? null), "DropStmt");
  if (!index?.concurrent || !drop?.concurrent || down.length !== 1) return null;
  const { relation, idxname, indexParams = [], accessMethod = "btree", unique } = index;
  const more = [index.whereClause, index.indexIncludingParams, index.options, index.tableSpace];
  if (relation?.schemaname !== "public" || more.some(Boolean) || index.nulls_not_distinct) return null;
  const columns = indexParams.map((one) => {
    const element = bodyOf(one, "IndexElem");
    const isPlain =
      !element?.opclass &&
      !element?.collation &&
      element?.ordering === "SORTBY_DEFAULT" &&
      element.nulls_ordering === "SORTBY_NULLS_DEFAULT";
    return isPlain ? element.name : undefined;
  });
  if (columns.length === 0 || columns.includes(undefined)) return null;
  return {
    create_index: {
      table: relation.relname,
      name: idxname,
      columns: columns.map((column) => ({ column })),
      ...(accessMethod === "btree" ? {} : { method: accessMethod }),
      ...(unique ? { unique } : {}),
    },
  };
}

function statementIn(script: Script | null) {
  return script?.mode === "alone" ? onlyNode(script.statement) : undefined;
}
