import type { SelectStmt } from "libpg-query";
import type { Catalog } from "@/lib/catalog/model";
import { bodyOf, type Node, strings } from "@/lib/sql/parse";

/** The names of the columns that a view gets; null where that cannot be told from the statement and the catalog. */
export function namedOutput(node: Node, catalog: Catalog): readonly string[] | null {
  const view = bodyOf(node, "ViewStmt");
  const aliases = strings(view?.aliases);
  let select: SelectStmt | undefined = bodyOf(view?.query, "SelectStmt") ?? undefined;
  // The first branch of a UNION names the columns (manual, SELECT).
  while (select?.larg) select = select.larg;
  const names: string[] = [];
  for (const target of select?.targetList ?? []) {
    const { name, val } = bodyOf(target, "ResTarget") ?? {};
    const all = isStar(val) ? starred(val, select, catalog) : [name ?? ownName(val)];
    if (!all) return null;
    for (const one of all) {
      const said = aliases[names.length] ?? one;
      if (said === null) return null;
      names.push(said);
    }
  }
  return names.length === 0 ? null : names;
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

/** The columns behind `*` or `t.*`, where all that is read is tables and views of the catalog. */
function starred(
  star: Node | undefined,
  select: SelectStmt | undefined,
  catalog: Catalog,
): readonly string[] | null {
  // A name may be that of a WITH query.
  if (!select || select.withClause) return null;
  const [of, ...more] = strings(bodyOf(star, "ColumnRef")?.fields);
  if (more.length > 0) return null;
  const read = (select.fromClause ?? []).map((item) => sources(item, catalog));
  const all = read.flatMap((some) => some ?? []);
  if (read.some((some) => some === null)) return null;
  const wanted = of === undefined ? all : all.filter(({ name }) => name === of);
  return wanted.length === 0 || (of !== undefined && wanted.length > 1)
    ? null
    : wanted.flatMap(({ columns }) => columns);
}

interface Source {
  readonly name: string;
  readonly columns: readonly string[];
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
    const isIt = (one: { readonly schema: string; readonly name: string }) =>
      one.schema === schema && one.name === relation.relname;
    const columns =
      catalog.tables
        .find(isIt)
        ?.columns.toSorted((a, b) => a.position - b.position)
        .map(({ name }) => name) ?? catalog.views.find(isIt)?.columns;
    if (columns) return [{ name: relation.alias?.aliasname ?? relation.relname, columns }];
  }
  return null;
}
