import type { ColumnDef, Constraint, IndexStmt } from "libpg-query";
import { bodyOf, type Node, strings } from "@/lib/sql/parse";
import type { Draft } from "./draft";
import type { Column, Sequence, Table } from "./model";
import { spelledDefault, spelledExpression, spelledType } from "./spelling";

const ACTIONS: Readonly<Record<string, string>> = {
  a: "no action",
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

/** A column with what its definition says of it. */
export function addColumn(draft: Draft, table: Table, definition: ColumnDef): void {
  const { colname: name = "", typeName } = definition;
  if (!typeName || table.columns[name]) return;
  const type = spelledType(typeName, draft.snapshot);
  table.columns[name] = { name, ...type, primaryKey: false, notNull: /^(small|big)?serial$/.test(type.type) };
  for (const node of definition.constraints ?? []) {
    const constraint = bodyOf(node, "Constraint");
    if (constraint) addConstraint(draft, table, constraint, name);
  }
}

/** A constraint of a table, or of the column whose definition it stands in. */
export function addConstraint(draft: Draft, table: Table, constraint: Constraint, own?: string): void {
  const { contype, raw_expr: expression, skip_validation: later } = constraint;
  const column = own === undefined ? undefined : table.columns[own];
  const keys = () => (own === undefined ? strings(constraint.keys) : [own]);
  const name = (ending: string) => constraint.conname ?? [table.name, ...keys(), ending].join("_");
  switch (contype) {
    case "CONSTR_NOTNULL":
      for (const key of keys()) {
        if (later) draft.unproven.set(constraint.conname ?? "", key);
        else if (table.columns[key]) table.columns[key].notNull = true;
      }
      return;
    case "CONSTR_DEFAULT":
      if (column) setDefault(column, expression);
      return;
    case "CONSTR_IDENTITY":
      if (column) addIdentity(table, column, constraint);
      return;
    case "CONSTR_GENERATED":
      if (!column || !expression) return;
      if (constraint.generated_kind === "v") draft.cannot(`the virtual column ${table.name}.${column.name}`);
      else column.generated = { type: "stored", as: draft.own(spelledExpression(expression, table.name)) };
      return;
    case "CONSTR_CHECK": {
      if (!expression) return;
      const check = constraint.conname ?? (own ? `${table.name}_${own}_check` : `${table.name}_check`);
      const value = draft.own(spelledExpression(expression, table.name));
      table.checkConstraints[check] = { name: check, value };
      return;
    }
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE": {
      const index = constraint.indexname ? table.indexes[constraint.indexname] : undefined;
      if (index) delete table.indexes[index.name];
      const columns = index ? index.columns.map(({ expression: key }) => key) : keys();
      if (contype === "CONSTR_PRIMARY") {
        const key = constraint.conname ?? constraint.indexname ?? `${table.name}_pkey`;
        for (const one of columns) if (table.columns[one]) table.columns[one].notNull = true;
        table.compositePrimaryKeys[key] = { name: key, columns };
        return;
      }
      const key = constraint.conname ?? constraint.indexname ?? name("key");
      const nullsNotDistinct =
        constraint.nulls_not_distinct ?? draft.nullsEqual.delete(constraint.indexname ?? "");
      table.uniqueConstraints[key] = { name: key, nullsNotDistinct, columns };
      return;
    }
    case "CONSTR_FOREIGN": {
      const { relname = "", schemaname } = constraint.pktable ?? {};
      const from = own === undefined ? strings(constraint.fk_attrs) : [own];
      const key = constraint.conname ?? [table.name, ...from, "fkey"].join("_");
      table.foreignKeys[key] = {
        name: key,
        tableFrom: table.name,
        tableTo: relname,
        ...(schemaname && schemaname !== "public" ? { schemaTo: schemaname } : {}),
        columnsFrom: from,
        columnsTo: constraint.pk_attrs ? strings(constraint.pk_attrs) : draft.primaryKey(schemaname, relname),
        onDelete: ACTIONS[constraint.fk_del_action ?? "a"] ?? "no action",
        onUpdate: ACTIONS[constraint.fk_upd_action ?? "a"] ?? "no action",
      };
      return;
    }
    default:
      // Drizzle has no word for the others, and its diff does not see them.
      return;
  }
}

export function setDefault(column: Column, expression: Node | undefined): void {
  const value = expression && spelledDefault(expression, column.type);
  if (value === undefined) delete column.default;
  else column.default = value;
}

export function addIdentity(table: Table, column: Column, { generated_when, options }: Constraint): void {
  const name = `${table.name}_${column.name}_seq`;
  const type = generated_when === "a" ? "always" : "byDefault";
  column.notNull = true;
  column.identity = { type, ...sequenceOf(name, table.schema, column.type, options ?? []) };
}

/** A sequence as Drizzle writes it down where nothing else is said; of `bigint` where it has no type. */
export function sequenceOf(
  name: string,
  schema: string,
  type: string,
  options: readonly Node[],
  before?: Sequence,
): Sequence {
  const largest: Record<string, string> = { smallint: "32767", integer: "2147483647" };
  const said = new Map<string, Node | undefined>();
  for (const node of options) {
    const option = bodyOf(node, "DefElem");
    if (option?.defname) said.set(option.defname, option.arg);
  }
  const number = (option: string) => {
    const arg = said.get(option);
    return (
      bodyOf(arg, "Float")?.fval ??
      (bodyOf(arg, "Integer") ? String(bodyOf(arg, "Integer")?.ival ?? 0) : undefined)
    );
  };
  const increment = number("increment") ?? before?.increment ?? "1";
  const max = largest[type] ?? "9223372036854775807";
  const down = increment.startsWith("-");
  const minValue = number("minvalue") ?? before?.minValue ?? (down ? `-${BigInt(max) + 1n}` : "1");
  const maxValue = number("maxvalue") ?? before?.maxValue ?? (down ? "-1" : max);
  const names = bodyOf(said.get("sequence_name"), "List")?.items;
  return {
    name: strings(names).at(-1) ?? name,
    schema: schema || "public",
    increment,
    startWith: number("start") ?? before?.startWith ?? (down ? maxValue : minValue),
    minValue,
    maxValue,
    cache: number("cache") ?? before?.cache ?? "1",
    cycle: said.has("cycle")
      ? (bodyOf(said.get("cycle"), "Boolean")?.boolval ?? false)
      : (before?.cycle ?? false),
  };
}

export function addIndex(draft: Draft, table: Table, index: IndexStmt): void {
  const name = index.idxname ?? "";
  if (index.indexIncludingParams?.length) draft.cannot(`INCLUDE of the index ${name}`);
  if (index.nulls_not_distinct) draft.nullsEqual.add(name);
  const columns = (index.indexParams ?? []).map((node) => {
    const element = bodyOf(node, "IndexElem") ?? {};
    const down = element.ordering === "SORTBY_DESC";
    const first = element.nulls_ordering === "SORTBY_NULLS_FIRST";
    const last = element.nulls_ordering === "SORTBY_NULLS_LAST";
    if (element.expr) {
      const order = `${down ? " DESC" : ""}${first ? " NULLS FIRST" : last ? " NULLS LAST" : ""}`;
      const expression = draft.own(spelledExpression(element.expr, null)) + order;
      return { expression, asc: true, isExpression: true, nulls: "last" };
    }
    const opclass = strings(element.opclass).at(-1);
    return {
      expression: element.name ?? "",
      isExpression: false,
      asc: !down,
      nulls: first || (down && !last) ? "first" : "last",
      ...(opclass === undefined ? {} : { opclass }),
    };
  });
  const options = (index.options ?? []).map((node) => {
    const { defname = "", arg } = bodyOf(node, "DefElem") ?? {};
    return [
      defname,
      bodyOf(arg, "Integer")?.ival ?? bodyOf(arg, "Float")?.fval ?? bodyOf(arg, "String")?.sval,
    ];
  });
  table.indexes[name] = {
    name,
    columns,
    isUnique: index.unique ?? false,
    ...(index.whereClause ? { where: draft.own(spelledExpression(index.whereClause, table.name)) } : {}),
    concurrently: false,
    method: index.accessMethod ?? "btree",
    with: Object.fromEntries(options),
  };
}
