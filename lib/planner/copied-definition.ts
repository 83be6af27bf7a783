import { deparseSync } from "pgsql-deparser";
import { parseDottedName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql, strings, walk } from "@/lib/sql/parse";
import { treeShape } from "@/lib/sql/tree-shape";

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
  /** A type of the environment's own that the copy's columns have in place of another. */
  readonly retype?: TypeRewrite;
  /** Indexes only. */
  readonly concurrently?: boolean;
}

/** Constants of the one type become constants of the other. */
export interface TypeRewrite {
  /** Both qualified, quoted only where SQL needs it. */
  readonly from: string;
  readonly to: string;
  /** Labels that are called otherwise there; null for those that are not there. */
  readonly labels: ReadonlyMap<string, string | null>;
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
  const meant = treeShape(statement.node);
  // On one line where that changes no string inside.
  return [printed.replaceAll(/\s*\n\s*/g, " "), printed].find((text) => saysTheSame(text, meant)) ?? null;
}

function saysTheSame(text: string, meant: string): boolean {
  const parsed = parseSql(text);
  return parsed.ok && parsed.value.length === 1 && treeShape(parsed.value[0]?.node) === meant;
}

/** Changes the tree in place; false where something in it may mean the column without naming it. */
function rename(
  node: Node,
  { name, from, to, others, referenced, retype, concurrently }: CopyOrder,
): boolean {
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
    if (kind === "TypeCast" && retype && !rewriteCast(body, retype)) sound = false;
    if (kind === "ColumnRef") {
      const fields = (body.fields as Node[] | undefined) ?? [];
      // `t.*` and a bare `t` stand for the whole row: which columns are meant would change with the copy.
      if (fields.length !== 1 || !bodyOf(fields[0], "String")) sound = false;
      else renameString(fields[0], columns);
    }
  });
  return sound;
}

/** False where the cast means the type in a way that cannot be said of the other. */
function rewriteCast(cast: Record<string, unknown>, { from, to, labels }: TypeRewrite): boolean {
  const type = cast.typeName as { names?: Node[]; arrayBounds?: unknown[] } | undefined;
  if (strings(type?.names).join(".") !== parseDottedName(from)?.join(".") || !type) return true;
  type.names = (parseDottedName(to) ?? []).map((sval) => ({ String: { sval } }));
  const text = bodyOf(cast.arg as Node, "A_Const")?.sval;
  if (text?.sval === undefined) return true;
  const said = type.arrayBounds?.length ? arrayElements(text.sval) : [text.sval];
  if (said === null) return false;
  const now = said.map((label) => (labels.has(label) ? (labels.get(label) ?? null) : label));
  if (now.some((label) => label === null)) return false;
  text.sval = type.arrayBounds?.length
    ? `{${now.map((label) => arrayElement(label ?? "")).join(",")}}`
    : (now[0] ?? "");
  return true;
}

/** `{ok,"it's bad"}`; null for arrays of arrays and elements that are null. */
function arrayElements(text: string): readonly string[] | null {
  const inside = /^\{(.*)\}$/s.exec(text)?.[1];
  if (inside === undefined) return null;
  if (inside === "") return [];
  const elements = [...inside.matchAll(/"((?:[^"\\]|\\.)*)"|([^",{}\\]+)/gs)];
  const whole = elements.map(([all]) => all).join(",");
  if (whole !== inside || elements.some(([, , bare]) => bare?.toLowerCase() === "null")) return null;
  return elements.map(([, quoted, bare]) => bare ?? quoted?.replaceAll(/\\(.)/gs, "$1") ?? "");
}

/** https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function arrayElement(label: string): string {
  const plain = /^[^\s{},"\\]+$/.test(label) && !/^null$/i.test(label);
  return plain ? label : `"${label.replaceAll(/[\\"]/g, "\\$&")}"`;
}

function renameString(node: Node | undefined, names: ReadonlyMap<string, string>): void {
  const text = bodyOf(node, "String");
  if (text?.sval !== undefined) text.sval = names.get(text.sval) ?? text.sval;
}
