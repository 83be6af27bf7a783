import type { SelectStmt, TypeName } from "libpg-query";
import type { Catalog, View } from "@/lib/catalog/model";
import type { QualifiedName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, onlyNode, strings } from "@/lib/sql/parse";
import { plainTree, treeShape } from "@/lib/sql/tree-shape";
import { newName } from "./statement-words";

/** The names of the columns that a view gets; null where that cannot be told from the statement and the catalog. */
export function namedOutput(node: Node, catalog: Catalog): readonly string[] | null {
  return output(node, catalog)?.map(({ name }) => name) ?? null;
}

/** Whether a column gets another type than it has, as far as casts and the columns of tables tell. */
export function hasOtherTypes(node: Node, { columnTypes = [] }: View, catalog: Catalog): boolean {
  const columns = output(node, catalog) ?? [];
  return columnTypes.some((type, at) => {
    const after = columns[at]?.type ?? null;
    return after !== null && after !== typeShape(typeOfText(type), catalog);
  });
}

interface Output {
  readonly name: string;
  /** Comparable text; null where only the server can tell. */
  readonly type: string | null;
}

function output(node: Node, catalog: Catalog): readonly Output[] | null {
  const view = bodyOf(node, "ViewStmt");
  const aliases = strings(view?.aliases);
  let select: SelectStmt | undefined = bodyOf(view?.query, "SelectStmt") ?? undefined;
  const isUnion = select?.larg !== undefined;
  // The first branch of a UNION names the columns (manual, SELECT); their types are of all branches.
  while (select?.larg) select = select.larg;
  const read = select ? sourcesOf(select, catalog) : null;
  const columns: Output[] = [];
  for (const target of select?.targetList ?? []) {
    const { name, val } = bodyOf(target, "ResTarget") ?? {};
    const all = isStar(val)
      ? starred(val, read)
      : [{ name: name ?? ownName(val), type: valueType(val, read, catalog) }];
    if (!all) return null;
    for (const one of all) {
      const said = aliases[columns.length] ?? one.name;
      if (said === null) return null;
      columns.push({ name: said, type: isUnion ? null : one.type });
    }
  }
  return columns.length === 0 ? null : columns;
}

/** Of a cast, or of a column of what is read. */
function valueType(value: Node | undefined, read: readonly Source[] | null, catalog: Catalog): string | null {
  const cast = bodyOf(value, "TypeCast");
  if (cast?.typeName) return typeShape(cast.typeName, catalog);
  const [column, of, ...more] = strings(bodyOf(value, "ColumnRef")?.fields).toReversed();
  if (column === undefined || more.length > 0) return null;
  const found = (read ?? [])
    .filter(({ name }) => of === undefined || name === of)
    .flatMap(({ columns }) => columns.filter(({ name }) => name === column));
  return found.length === 1 ? (found[0]?.type ?? null) : null;
}

const typeShape = (type: TypeName | undefined, catalog: Catalog) =>
  type ? treeShape(plainTree(type, newName(catalog, {}).schema)) : null;

function typeOfText(text: string): TypeName | undefined {
  const select = bodyOf(onlyNode(`SELECT NULL::${text}`), "SelectStmt");
  return bodyOf(bodyOf(select?.targetList?.[0], "ResTarget")?.val, "TypeCast")?.typeName;
}

/** What the server calls a column without AS: as the column or the function; others are left open (observed on 15 and 18). */
function ownName(value: Node | undefined): string | null {
  const fields = bodyOf(value, "ColumnRef")?.fields;
  if (fields) return strings(fields).at(-1) ?? null;
  const call = bodyOf(value, "FuncCall");
  return call && call.funcformat !== "COERCE_SQL_SYNTAX" ? (strings(call.funcname).at(-1) ?? null) : null;
}

const isStar = (value: Node | undefined) =>
  bodyOf(bodyOf(value, "ColumnRef")?.fields?.at(-1), "A_Star") !== null;

/** The columns behind `*` or `t.*`. */
function starred(star: Node | undefined, read: readonly Source[] | null): readonly Output[] | null {
  const [of, ...more] = strings(bodyOf(star, "ColumnRef")?.fields);
  if (!read || more.length > 0) return null;
  const wanted = of === undefined ? read : read.filter(({ name }) => name === of);
  return wanted.length === 0 || (of !== undefined && wanted.length > 1)
    ? null
    : wanted.flatMap(({ columns }) => columns);
}

interface Source {
  readonly name: string;
  readonly columns: readonly Output[];
}

/** What is read, where all of it are tables and views of the catalog. */
function sourcesOf(select: SelectStmt, catalog: Catalog): readonly Source[] | null {
  // A name may be that of a WITH query.
  if (select.withClause) return null;
  const read = (select.fromClause ?? []).map((item) => sources(item, catalog));
  return read.some((some) => some === null) ? null : read.flatMap((some) => some ?? []);
}

function sources(item: Node, catalog: Catalog): readonly Source[] | null {
  const join = bodyOf(item, "JoinExpr");
  if (join?.larg && join.rarg && !join.isNatural && !join.usingClause && !join.alias) {
    const [left, right] = [sources(join.larg, catalog), sources(join.rarg, catalog)];
    return left && right && [...left, ...right];
  }
  const relation = bodyOf(item, "RangeVar");
  if (!relation?.relname || relation.alias?.colnames) return null;
  for (const schema of relation.schemaname ? [relation.schemaname] : catalog.searchPath) {
    const columns = columnsOf({ schema, name: relation.relname }, catalog);
    if (columns) return [{ name: relation.alias?.aliasname ?? relation.relname, columns }];
  }
  return null;
}

function columnsOf({ schema, name }: QualifiedName, catalog: Catalog): readonly Output[] | null {
  const isIt = (one: QualifiedName) => one.schema === schema && one.name === name;
  const type = (text: string | undefined) =>
    text === undefined ? null : typeShape(typeOfText(text), catalog);
  const table = catalog.tables.find(isIt);
  if (table) {
    return table.columns
      .toSorted((a, b) => a.position - b.position)
      .map((column) => ({ name: column.name, type: type(column.type) }));
  }
  const view = catalog.views.find(isIt);
  return view?.columns?.map((column, at) => ({ name: column, type: type(view.columnTypes?.[at]) })) ?? null;
}
