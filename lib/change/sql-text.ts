import { deparseSync } from "pgsql-deparser";
import type { Catalog } from "@/lib/catalog/model";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { expressionText } from "@/lib/sql/expression-text";
import { isSerial } from "@/lib/sql/facts/column-type";
import { bodyOf, type Node, parseExpression, parseSql, strings, walk } from "@/lib/sql/parse";
import { missingName } from "./usable-names";

/**
 * A type as it is stored: printed anew from its tree, so that nothing but a type is in it, and with the schema of the
 * environment's own types. Fails with a sentence.
 */
export function canonicalType(text: string, catalog: Catalog): Result<string, string> {
  const parsed = parseSql(`ALTER TABLE t ADD COLUMN c ${text}\n`);
  const alter =
    parsed.ok && parsed.value.length === 1 ? bodyOf(parsed.value[0]?.node, "AlterTableStmt") : null;
  const column =
    alter?.cmds?.length === 1 ? bodyOf(bodyOf(alter.cmds[0], "AlterTableCmd")?.def, "ColumnDef") : null;
  if (!column?.typeName || column.constraints?.length || column.colname !== "c") {
    return fail(`${text} is not a type`);
  }
  if (isSerial(column.typeName)) {
    return fail(
      `${text} makes a sequence and writes every row while nobody can read the table. Use bigint and, as default, nextval('…') of a sequence that you made`,
    );
  }
  const wanted = { typeName: column.typeName, collClause: column.collClause };
  const missing = missingName(wanted, catalog);
  if (missing) return fail(missing);
  qualifyNames(wanted, catalog);
  const printed = deparseSync({ ColumnDef: { colname: "c", ...wanted } });
  return ok(printed.replace(/^c /, "").trim());
}

/** An expression printed anew from its tree, with the schema of the environment's own functions and types. */
export function canonicalExpression(text: string, catalog: Catalog): Result<string, string> {
  const parsed = parseExpression(text);
  if (!parsed.ok) return fail(`${text} is not an SQL expression: ${parsed.failure.message}`);
  let hasQuery = false;
  walk({ tree: parsed.value }, (kind) => {
    if (kind === "SubLink") hasQuery = true;
  });
  if (hasQuery) return fail(`${text} contains a query; only an expression over the row itself can be used`);
  qualifyNames(parsed.value, catalog);
  const canonical = expressionText(parsed.value);
  return parseExpression(canonical).ok ? ok(canonical) : ok(text.trim());
}

/**
 * Puts the schema before names of the environment's own functions, types, collations, operators and operator classes, found
 * along its search path: our sessions run with `search_path = pg_catalog`, where such names would not be found.
 */
export function qualifyNames(tree: unknown, catalog: Catalog): void {
  const schemaOf = (name: string, objects: readonly { schema: string; name: string }[]) =>
    catalog.searchPath.find((schema) => objects.some((one) => one.schema === schema && one.name === name));
  const types = [...catalog.enums, ...(catalog.domains ?? []), ...ownNames(catalog.usable?.types)];
  const collations = ownNames(catalog.usable?.collations);
  const functions = [...catalog.functions, ...ownNames(catalog.usable?.functions)];
  const operators = ownNames(catalog.usable?.operators);
  const operatorClasses = ownNames(catalog.usable?.operatorClasses);
  const qualify = (nodes: Node[] | undefined, objects: readonly { schema: string; name: string }[]) => {
    const [name, ...more] = strings(nodes);
    if (!nodes || name === undefined || more.length > 0) return;
    const schema = schemaOf(name, objects);
    if (schema !== undefined) nodes.unshift({ String: { sval: schema } });
  };
  const visit = (kind: string, body: Record<string, unknown>) => {
    if (kind === "FuncCall") qualify(body.funcname as Node[] | undefined, functions);
    if (kind === "A_Expr") qualify(body.name as Node[] | undefined, operators);
    if (kind === "IndexElem") qualify(body.opclass as Node[] | undefined, operatorClasses);
    if (kind === "TypeName" || kind === "typeName") qualify(body.names as Node[] | undefined, types);
    if (/^coll(ate)?Clause$/i.test(kind)) qualify(body.collname as Node[] | undefined, collations);
  };
  if (tree !== null && typeof tree === "object" && "names" in tree)
    visit("TypeName", tree as Record<string, unknown>);
  walk(tree, visit);
}

type BySchema = Readonly<Record<string, readonly string[]>>;
const own = new WeakMap<BySchema, readonly { readonly schema: string; readonly name: string }[]>();
const NONE: BySchema = {};

/**
 * What is not found without saying its schema: the server's own comes first under every search path. Sorted out once for
 * each list of a catalog, which every expression of every operation asks about.
 */
function ownNames(bySchema: BySchema = NONE) {
  const known = own.get(bySchema);
  if (known) return known;
  const builtIn = new Set(bySchema.pg_catalog);
  const names = Object.entries(bySchema).flatMap(([schema, all]) =>
    all.filter((name) => !builtIn.has(name)).map((name) => ({ schema, name })),
  );
  own.set(bySchema, names);
  return names;
}
