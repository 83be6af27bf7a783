import { deparseSync } from "pgsql-deparser";
import { bodyOf, type Node, parseSql, walk } from "@/lib/sql/parse";

export interface CopyOrder {
  /** One CREATE INDEX, CREATE STATISTICS or ALTER TABLE … ADD CONSTRAINT as Postgres prints it. */
  readonly sql: string;
  /** The copy's own name. */
  readonly name: string;
  /** The column the original is about and the one the copy is about. */
  readonly from: string;
  readonly to: string;
  /** Other columns of the table that get another name at the same time. */
  readonly others?: ReadonlyMap<string, string>;
  /** Columns of the table that a foreign key points at, and what they are called for the copy. */
  readonly referenced?: ReadonlyMap<string, string>;
  /** Indexes only. */
  readonly concurrently?: boolean;
}

/**
 * The same definition under another name and about another column. Works on the parse tree; the text that comes out is
 * parsed again and must be the same tree. Null where that cannot be shown, e.g. for whole-row references.
 */
export function copiedDefinition(order: CopyOrder): string | null {
  const parsed = parseSql(order.sql);
  const statement = parsed.ok && parsed.value.length === 1 ? parsed.value[0] : undefined;
  if (!statement || !rename(statement.node, order)) return null;
  const printed = deparseSync(statement.node);
  const meant = shape(statement.node);
  // On one line where that changes no string inside.
  return [printed.replaceAll(/\s*\n\s*/g, " "), printed].find((text) => saysTheSame(text, meant)) ?? null;
}

function saysTheSame(text: string, meant: string): boolean {
  const parsed = parseSql(text);
  return parsed.ok && parsed.value.length === 1 && shape(parsed.value[0]?.node) === meant;
}

/** Changes the tree in place; false where something in it may mean the column without naming it. */
function rename(node: Node, { name, from, to, others, referenced, concurrently }: CopyOrder): boolean {
  const columns = new Map([...(others ?? []), [from, to]]);
  const index = bodyOf(node, "IndexStmt");
  if (index) Object.assign(index, { idxname: name, ...(concurrently ? { concurrent: true } : {}) });
  const statistics = bodyOf(node, "CreateStatsStmt");
  if (statistics?.defnames) {
    statistics.defnames = [...statistics.defnames.slice(0, -1), { String: { sval: name } }];
  }
  let sound = index !== null || statistics !== null || bodyOf(node, "AlterTableStmt") !== null;
  walk(node, (kind, body) => {
    if (kind === "Constraint") {
      body.conname = name;
      for (const list of [body.keys, body.fk_attrs, body.fk_del_set_cols, body.including]) {
        for (const key of (list as Node[] | undefined) ?? []) renameString(key, columns);
      }
      for (const key of (body.pk_attrs as Node[] | undefined) ?? []) {
        renameString(key, referenced ?? new Map());
      }
    }
    if (kind === "IndexElem" || kind === "StatsElem") {
      body.name = columns.get(body.name as string) ?? body.name;
    }
    if (kind === "ColumnRef") {
      const fields = (body.fields as Node[] | undefined) ?? [];
      // `t.*` and a bare `t` stand for the whole row: which columns are meant would change with the copy.
      if (fields.length !== 1 || !bodyOf(fields[0], "String")) sound = false;
      else renameString(fields[0], columns);
    }
  });
  return sound;
}

function renameString(node: Node | undefined, names: ReadonlyMap<string, string>): void {
  const text = bodyOf(node, "String");
  if (text?.sval !== undefined) text.sval = names.get(text.sval) ?? text.sval;
}

/** The tree without places in the text; storage parameters read the same as number and as string. */
function shape(node: unknown): string {
  return JSON.stringify(node, (key, value) => {
    if (/location$|^stmt_len$/.test(key)) return undefined;
    const number = bodyOf(value !== null && typeof value === "object" ? value : undefined, "Integer");
    return number ? { String: { sval: String(number.ival ?? 0) } } : value;
  });
}
