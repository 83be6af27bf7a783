import type { IndexElem } from "libpg-query";
import { deparseSync } from "pgsql-deparser";
import type { Catalog, Table } from "@/lib/catalog/model";
import type { CreateIndex } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { MAX_NAME_BYTES, nameBytes, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql, type Statement, walk } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { freeRelationName, type Problem } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { expressionText, tableAndColumn } from "../read-statement";
import { canonicalExpression, qualifyNames } from "../sql-text";
import { writtenRelation } from "../written-relation";
import { columnsIn } from "./add-check";

const ON_KEYS = sentencePattern(
  "(?:add |create )?(?:an |a )?(unique )?index (?:(?!(?:on|to) ){name} )?(?:on |to )?{path} ?\\((.+)\\)(?: where (.+))?",
);
const ONE = sentencePattern("(?:add |create )?(?:an |a )?(unique )?index (?:on )?(?:column )?{path}");

export const createIndexWords: OperationWords<CreateIndex> = {
  kind: "create-index",
  label: "Create an index",
  examples: ["index customers.email", "create index on customers (lower(email)) where email <> ''"],

  fromSentence(sentence) {
    const keys = ON_KEYS.exec(sentence);
    if (keys) {
      const [, unique, name, table = "", list = "", where] = keys;
      return read(table, list, unique !== undefined, where ?? null, name ? bareName(name) : null);
    }
    const one = ONE.exec(sentence);
    if (!one) return null;
    const column = tableAndColumn(one[2] ?? "", "index customers.email");
    if (!column.ok) return column;
    return read(column.value.table, quoteIdentifier(column.value.column), one[1] !== undefined, null, null);
  },

  fromStatement(statement) {
    const read = fromIndex(statement);
    return read === null ? null : read.ok ? ok([read.value]) : read;
  },

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const table = found.value;
    const problems: Problem[] = [];
    const keys = canonicalKeys(operation.keys, operation.method, catalog);
    if (!keys.ok) problems.push({ field: "keys", message: keys.failure });
    const where = operation.where === null ? null : canonicalExpression(operation.where, catalog);
    if (where && !where.ok) problems.push({ field: "where", message: where.failure });
    const storage = operation.storage === undefined ? null : canonicalStorage(operation.storage);
    if (storage && !storage.ok) problems.push({ field: "storage", message: storage.failure });
    if (operation.nullsNotDistinct) problems.push(...noNullsNotDistinct(operation.unique, catalog));
    const used = [
      ...(keys.ok ? keys.value.columns.map((name) => ["keys", name] as const) : []),
      ...operation.include.map((name) => ["include", name] as const),
      ...(where?.ok ? columnsIn(where.value).map((name) => ["where", name] as const) : []),
    ];
    for (const [field, name] of used) {
      if (table.columns.some((column) => column.name === name)) continue;
      problems.push({ field, message: `${relationName(table)} has no column ${quoteIdentifier(name)}` });
    }
    const name = nameOf(operation, catalog, table, keys.ok ? keys.value.words : []);
    if (!name.ok) problems.push({ field: "name", message: name.failure });
    if (!name.ok || !keys.ok || problems.length > 0) return fail(problems);
    return ok({
      ...operation,
      table: relationName(table),
      keys: keys.value.text,
      ...(storage?.ok ? { storage: storage.value } : {}),
      where: where?.ok ? where.value : null,
      name: name.value,
    });
  },

  describe: ({ table, keys, unique, where }) =>
    `Create ${unique ? "a unique" : "an"} index on ${table} (${keys})${where === null ? "" : ` where ${where}`}`,
};

/** Why nulls cannot count as equal; nothing where they can. */
export function noNullsNotDistinct(unique: boolean, { serverMajor }: Catalog): readonly Problem[] {
  const message = unique
    ? `NULLS NOT DISTINCT is there from version 15 on, the server is ${serverMajor}`
    : "NULLS NOT DISTINCT is for unique indexes";
  return unique && serverMajor >= 15 ? [] : [{ field: "nullsNotDistinct", message }];
}

function read(
  table: string,
  keys: string,
  unique: boolean,
  where: string | null,
  name: string | null,
): Result<CreateIndex, string> {
  const parsed = parseSql(
    `CREATE ${unique ? "UNIQUE " : ""}INDEX ${name === null ? "" : quoteIdentifier(name)} ON ${table} (${keys}\n) ${where === null ? "" : `WHERE ${where}`}\n`,
  );
  const statement = parsed.ok && parsed.value.length === 1 ? parsed.value[0] : undefined;
  return (statement && fromIndex(statement)) ?? fail(`(${keys}) are not keys of an index`);
}

function fromIndex({ node }: Statement): Result<CreateIndex, string> | null {
  const index = bodyOf(node, "IndexStmt");
  if (!index) return null;
  if (index.if_not_exists) return fail("IF NOT EXISTS leaves open what is there: say CREATE INDEX");
  const extra = index.tableSpace
    ? "TABLESPACE"
    : index.relation?.inh === undefined || index.relation.inh === false
      ? "ONLY"
      : null;
  if (extra) return fail(`an index with ${extra} is not understood`);
  return ok({
    kind: "create-index",
    table: writtenRelation(index.relation),
    keys: elementsOf(node),
    unique: index.unique ?? false,
    method: index.accessMethod ?? "btree",
    include: (index.indexIncludingParams ?? []).flatMap((node) => bodyOf(node, "IndexElem")?.name ?? []),
    ...(index.nulls_not_distinct ? { nullsNotDistinct: true } : {}),
    ...(index.options?.length ? { storage: storageText(index.options) } : {}),
    where: index.whereClause ? expressionText(index.whereClause) : null,
    name: index.idxname ?? null,
  });
}

/** What stands between the brackets of WITH. */
function storageText(options: Node[]): string {
  const bare = deparseSync({
    IndexStmt: {
      idxname: "i",
      relation: { relname: "t", inh: true, relpersistence: "p" },
      accessMethod: "btree",
      indexParams: [
        { IndexElem: { name: "a", ordering: "SORTBY_DEFAULT", nulls_ordering: "SORTBY_NULLS_DEFAULT" } },
      ],
      options,
    },
  });
  return bare
    .replaceAll(/\s*\n\s*/g, " ")
    .replace(/^.*\bWITH \(([\s\S]*)\);?$/i, "$1")
    .trim();
}

/** Storage parameters printed anew from their tree, so that nothing but them is in it. */
function canonicalStorage(text: string): Result<string, string> {
  const parsed = parseSql(`CREATE INDEX i ON t (a) WITH (${text}\n)`);
  const index = parsed.ok && parsed.value.length === 1 ? bodyOf(parsed.value[0]?.node, "IndexStmt") : null;
  if (!index?.options?.length || index.whereClause || index.tableSpace) {
    return fail(`(${text}) are no storage parameters`);
  }
  return ok(storageText(index.options));
}

/** The keys of a parsed CREATE INDEX as text. */
function elementsOf(node: Statement["node"]): string {
  const index = bodyOf(node, "IndexStmt");
  const bare = deparseSync({
    IndexStmt: {
      idxname: "i",
      relation: { relname: "t", inh: true, relpersistence: "p" },
      accessMethod: "btree",
      indexParams: index?.indexParams,
    },
  });
  return bare
    .replaceAll(/\s*\n\s*/g, " ")
    .replace(/^CREATE INDEX i ON t(?: USING btree)? \(([\s\S]*)\);?$/i, "$1")
    .trim();
}

interface Keys {
  readonly text: string;
  /** All columns the keys mention. */
  readonly columns: readonly string[];
  /** What Postgres makes the index's name of: columns, `expr` or the function's name for expressions. */
  readonly words: readonly string[];
}

/** The keys printed anew from their tree, the environment's own functions and types with their schema. */
function canonicalKeys(text: string, method: string, catalog: Catalog): Result<Keys, string> {
  const parsed = parseSql(`CREATE INDEX i ON t USING ${quoteIdentifier(method)} (${text}\n)`);
  const statement = parsed.ok && parsed.value.length === 1 ? parsed.value[0] : undefined;
  const index = bodyOf(statement?.node, "IndexStmt");
  if (!statement || !index || index.whereClause || index.indexIncludingParams || index.options) {
    return fail(`(${text}) are not keys of an index`);
  }
  qualifyNames(index.indexParams, catalog);
  const elements = (index.indexParams ?? []).flatMap((node) => bodyOf(node, "IndexElem") ?? []);
  const columns = new Set<string>();
  walk({ tree: index.indexParams }, (kind, body) => {
    const fields = kind === "ColumnRef" ? (body.fields as { String?: { sval?: string } }[]) : [];
    for (const field of fields.slice(-1)) columns.add(field.String?.sval ?? "");
  });
  for (const { name } of elements) if (name) columns.add(name);
  return ok({ text: elementsOf(statement.node), columns: [...columns], words: nameWords(elements) });
}

function nameWords(elements: readonly IndexElem[]): readonly string[] {
  return elements.map(({ name, expr }) => {
    const call = bodyOf(expr, "FuncCall")?.funcname?.at(-1);
    return name ?? (call ? (bodyOf(call, "String")?.sval ?? "expr") : "expr");
  });
}

/** The name that Postgres would choose for an index of that definition (`pg_get_indexdef`) on another table. */
export function indexNameLike(definition: string, catalog: Catalog, table: Table): string {
  const parsed = parseSql(definition);
  const index = parsed.ok ? bodyOf(parsed.value[0]?.node, "IndexStmt") : null;
  const elements = [...(index?.indexParams ?? []), ...(index?.indexIncludingParams ?? [])];
  const words = nameWords(elements.flatMap((node) => bodyOf(node, "IndexElem") ?? []));
  return freeRelationName(catalog, table.schema, `${table.name}_${words.join("_")}`, "_idx");
}

/** The name that Postgres would choose for the same index on a partition; the keys must be canonical already. */
export function indexNameOn(operation: CreateIndex, catalog: Catalog, table: Table): string {
  const keys = canonicalKeys(operation.keys, operation.method, catalog);
  const name = nameOf({ ...operation, name: null }, catalog, table, keys.ok ? keys.value.words : []);
  return name.ok ? name.value : `${table.name}_idx`;
}

function nameOf(
  { name, include }: CreateIndex,
  catalog: Catalog,
  table: Table,
  words: readonly string[],
): Result<string, string> {
  if (name === null) {
    // https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/commands/indexcmds.c, ChooseIndexName
    const key = [...words, ...include].join("_");
    return ok(freeRelationName(catalog, table.schema, `${table.name}_${key}`, "_idx"));
  }
  if (nameBytes(name) > MAX_NAME_BYTES) return fail(`a name has at most ${MAX_NAME_BYTES} bytes`);
  const taken = freeRelationName(catalog, table.schema, name, "") !== name;
  return taken
    ? fail(`there is a table or index ${quoteIdentifier(name)} in ${quoteIdentifier(table.schema)} already`)
    : ok(name);
}
