import type { Table } from "@/lib/catalog/model";
import type { AddForeignKey, ForeignKeyAction } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { parseDottedName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, strings } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { constraintName, type Problem, resolveColumn } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand, tableAndColumn } from "../read-statement";
import { writtenRelation } from "../written-relation";

const FORM = sentencePattern(
  "(?:add (?:a )?foreign key (?:from )?)?{path} (?:to|references|pointing (?:to|at)) {path}(?: on delete (no action|restrict|cascade|set null|set default))?",
);
const ACTIONS: Record<string, ForeignKeyAction> = {
  a: "no action",
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

export const addForeignKeyWords: OperationWords<AddForeignKey> = {
  kind: "add-foreign-key",
  label: "Add a foreign key",
  examples: [
    'add foreign key customers.id to "Order".id',
    'customers.id references "Order".id on delete cascade',
  ],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match || !/^add|references|pointing/i.test(sentence)) return null;
    const [, from = "", to = "", onDelete] = match;
    const example = "add foreign key orders.customer_id to customers.id";
    const child = tableAndColumn(from, example);
    if (!child.ok) return child;
    const parent = (parseDottedName(to)?.length ?? 0) > 1 ? tableAndColumn(to, example) : null;
    if (parent && !parent.ok) return parent;
    return ok({
      kind: "add-foreign-key",
      table: child.value.table,
      columns: [child.value.column],
      references: parent?.value.table ?? to,
      referencedColumns: parent ? [parent.value.column] : [],
      onDelete: (onDelete?.toLowerCase() as ForeignKeyAction | undefined) ?? "no action",
      onUpdate: "no action",
      name: null,
    });
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    const key = alter?.cmd.subtype === "AT_AddConstraint" ? bodyOf(alter.cmd.def, "Constraint") : null;
    if (!alter || key?.contype !== "CONSTR_FOREIGN") return null;
    if (key.deferrable) return fail("a deferrable foreign key is not understood: leave DEFERRABLE away");
    if (key.fk_matchtype === "f") return fail("MATCH FULL is not understood: add a check for it");
    if (key.fk_del_set_cols?.length) return fail("a column list behind SET NULL is not understood");
    return ok([
      {
        kind: "add-foreign-key",
        table: alter.table,
        columns: strings(key.fk_attrs),
        references: writtenRelation(key.pktable),
        referencedColumns: strings(key.pk_attrs),
        onDelete: ACTIONS[key.fk_del_action ?? "a"] ?? "no action",
        onUpdate: ACTIONS[key.fk_upd_action ?? "a"] ?? "no action",
        name: key.conname ?? null,
      },
    ]);
  },

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const other = tableNamed(catalog, operation.references, "references");
    if (!other.ok) return other;
    const [table, parent] = [found.value, other.value];
    const problems: Problem[] = [
      ...missing(table, operation.columns, "columns"),
      ...missing(parent, operation.referencedColumns, "referencedColumns"),
    ];
    const target = targetColumns(parent, operation.referencedColumns);
    if (!target.ok) problems.push({ field: "references", message: target.failure });
    else if (problems.length === 0) problems.push(...pairs(table, operation.columns, parent, target.value));
    const name = constraintName(
      catalog,
      table,
      operation.name,
      `${table.name}_${operation.columns.join("_")}`,
      "_fkey",
    );
    if (!name.ok) problems.push(...name.failure);
    if (!name.ok || !target.ok || problems.length > 0) return fail(problems);
    return ok({
      ...operation,
      table: relationName(table),
      references: relationName(parent),
      referencedColumns: [...target.value],
      name: name.value,
    });
  },

  describe: ({ table, columns, references }) =>
    `Let ${columns.map((name) => `${table}.${quoteIdentifier(name)}`).join(", ")} point at ${references}`,
};

function missing(table: Table, columns: readonly string[], field: string): readonly Problem[] {
  return columns.flatMap((name) => {
    const found = resolveColumn(table, name);
    return found.ok ? [] : found.failure.map(({ message }) => ({ field, message }));
  });
}

/** The columns pointed at: as said, else the primary key. They need a unique index over exactly these columns. */
function targetColumns(parent: Table, said: readonly string[]): Result<readonly string[], string> {
  const primary = parent.constraints.find((one) => one.type === "primary key");
  if (said.length === 0) {
    return primary
      ? ok(primary.columns)
      : fail(`${relationName(parent)} has no primary key: say which columns are pointed at`);
  }
  const unique = parent.indexes.some(
    (index) =>
      index.unique &&
      index.valid &&
      !index.hasExpressions &&
      index.predicate === null &&
      [...index.columns].sort().join() === [...said].sort().join(),
  );
  return unique
    ? ok(said)
    : fail(
        `nothing makes ${said.join(", ")} of ${relationName(parent)} unique: make it unique in a change before this one`,
      );
}

function pairs(
  table: Table,
  columns: readonly string[],
  parent: Table,
  target: readonly string[],
): readonly Problem[] {
  if (columns.length !== target.length) {
    const message = `${columns.length} columns cannot point at ${target.length} columns`;
    return [{ field: "columns", message }];
  }
  return columns.flatMap((name, at) => {
    const own = table.columns.find((column) => column.name === name)?.type;
    const theirs = parent.columns.find((column) => column.name === target[at])?.type;
    if (own === undefined || theirs === undefined || family(own) === family(theirs)) return [];
    const message = `${name} is ${own} and ${target[at]} is ${theirs}: values of the two cannot be compared by an index`;
    return [{ field: "columns", message }];
  });
}

/** Types that one index operator family compares, under the names that SQL and the catalog have for them. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [
    /^(smallint|integer|bigint|int|int2|int4|int8|numeric|decimal|real|double precision|float4|float8)$/,
    "number",
  ],
  [/^(text|character varying|character|varchar|bpchar|char|name)$/, "text"],
  [/^(date|timestamp|timestamptz)/, "time"],
  [/^(boolean|bool)$/, "boolean"],
];

function family(type: string): string {
  const bare = type.replace(/^pg_catalog\./, "").replace(/\(.*\)/, "");
  return FAMILIES.find(([pattern]) => pattern.test(bare))?.[1] ?? bare;
}
