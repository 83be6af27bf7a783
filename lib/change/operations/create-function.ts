import type { TypeName } from "libpg-query";
import { deparseSync } from "pgsql-deparser";
import type { Catalog, CatalogFunction } from "@/lib/catalog/model";
import type { CreateFunction, DropFunction } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql, strings } from "@/lib/sql/parse";
import { sameRoutine } from "@/lib/sql/same-definition";
import { namedWords, nameProblem, newName, nothingMore, statementWords } from "../statement-words";

export const createFunctionWords = statementWords<CreateFunction>({
  kind: "create-function",
  label: "Create or replace a function",
  examples: ["create function twice(n int) returns int language sql immutable as 'select n * 2'"],
  begins: /^create\s+(or\s+replace\s+)?(function|procedure)\s/i,
  is: (node) => bodyOf(node, "CreateFunctionStmt") !== null,
  refuses(node, catalog, more) {
    const made = functionIn(node, catalog);
    if (!made) return "it creates no function";
    const more_ = nothingMore(more);
    if (more_) return more_;
    if (made.argumentTypes === null)
      return "an argument's type is taken from a column (%TYPE): say the type itself";
    const before = functionLike(catalog, made);
    if (before && !made.replace) {
      return `there is ${before.identity} already: say CREATE OR REPLACE, or drop it in a change before this one`;
    }
    if (before?.definition && sameRoutine(node, before.definition, newName(catalog, {}).schema))
      return `${before.identity} is exactly that already: there is nothing to do`;
    return nameProblem(catalog, made);
  },
  describe(sql) {
    const parsed = parseSql(sql);
    const made = parsed.ok ? bodyOf(parsed.value[0]?.node, "CreateFunctionStmt") : null;
    const what = made?.is_procedure ? "procedure" : "function";
    return `${made?.replace ? "Create or replace" : "Create"} the ${what} ${strings(made?.funcname).map(quoteIdentifier).join(".")}`;
  },
});

export const dropFunctionWords = namedWords<DropFunction>({
  kind: "drop-function",
  label: "Drop a function",
  examples: ["drop function tidy", "drop function tidy(text)"],
  begins: "drop(?: the)? (?:function|procedure)",
  ends: "(\\s*\\([^)]*\\))?",
  names(node) {
    const drop = bodyOf(node, "DropStmt");
    if (!["OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE"].includes(drop?.removeType ?? ""))
      return null;
    if (drop?.behavior === "DROP_CASCADE")
      return fail("CASCADE drops what is not named: say each object that is to go");
    return ok((drop?.objects ?? []).map(writtenFunction));
  },
  find(catalog, written) {
    const found = functionNamed(catalog, written);
    return found.ok ? ok(found.value.identity) : found;
  },
  describe: (name) => `Drop the function ${name}`,
});

/** What CREATE FUNCTION makes; types are null where one of them is not told by the statement itself. */
export function functionIn(node: Node, catalog: Catalog) {
  const made = bodyOf(node, "CreateFunctionStmt");
  if (!made) return null;
  const parts = strings(made.funcname);
  const parameters = (made.parameters ?? []).flatMap((one) => bodyOf(one, "FunctionParameter") ?? []);
  const options = (made.options ?? []).flatMap((one) => bodyOf(one, "DefElem") ?? []);
  const body = strings(bodyOf(options.find(({ defname }) => defname === "as")?.arg, "List")?.items);
  return {
    ...newName(catalog, { schemaname: parts.at(-2), relname: parts.at(-1) }),
    procedure: made.is_procedure ?? false,
    replace: made.replace ?? false,
    parameters: parameters.map((one) => ({ name: one.name ?? "", hasDefault: one.defexpr !== undefined })),
    argumentTypes: typeNames(
      parameters
        .filter(({ mode }) => mode !== "FUNC_PARAM_OUT" && mode !== "FUNC_PARAM_TABLE")
        .map(({ argType }) => argType),
    ),
    /** As pg_proc.prosrc keeps it; a body in SQL's own form, and a library's symbol, are not kept so. */
    body: body.length === 1 ? body[0] : undefined,
  };
}

/** The function that is there under that name with these arguments. */
export function functionLike(
  catalog: Catalog,
  { schema, name, argumentTypes }: { schema: string; name: string; argumentTypes: readonly string[] | null },
): CatalogFunction | null {
  return (
    catalog.functions.find(
      (one) =>
        one.schema === schema &&
        one.name === name &&
        JSON.stringify(one.argumentTypes) === JSON.stringify(argumentTypes),
    ) ?? null
  );
}

/** `pg_type.typname` of each; null where one is not a plain type. */
function typeNames(types: readonly (TypeName | undefined)[]): readonly string[] | null {
  const names = types.map((type) => {
    const name = strings(type?.names).at(-1);
    if (name === undefined || type?.pct_type) return null;
    return type?.arrayBounds?.length ? `_${name}` : name;
  });
  return names.some((name) => name === null) ? null : names.flatMap((name) => name ?? []);
}

function writtenFunction(object: Node): string {
  const { objname, objargs, args_unspecified } = bodyOf(object, "ObjectWithArgs") ?? {};
  const path = strings(objname).map(quoteIdentifier).join(".");
  if (args_unspecified) return path;
  const types = (objargs ?? []).flatMap((type) => bodyOf(type, "TypeName") ?? []);
  const texts = types.map((typeName) =>
    deparseSync({ ColumnDef: { colname: "c", typeName } })
      .replace(/^c /, "")
      .trim(),
  );
  return `${path}(${texts.join(", ")})`;
}

/** The function that an object of DROP FUNCTION names; null where there is none, or more than one. */
export function droppedFunction(catalog: Catalog, object: Node): CatalogFunction | null {
  const found = functionNamed(catalog, writtenFunction(object));
  return found.ok ? found.value : null;
}

function functionNamed(catalog: Catalog, written: string): Result<CatalogFunction, string> {
  const exact = catalog.functions.find(({ identity }) => identity === written);
  if (exact) return ok(exact);
  const parsed = parseSql(`DROP ROUTINE ${written}`);
  const drop = parsed.ok && parsed.value.length === 1 ? bodyOf(parsed.value[0]?.node, "DropStmt") : null;
  const { objname, objargs, args_unspecified } = bodyOf(drop?.objects?.[0], "ObjectWithArgs") ?? {};
  const [name, schema] = strings(objname).toReversed();
  if (name === undefined) return fail(`${written} is not the name of a function`);
  const wanted = args_unspecified
    ? null
    : typeNames((objargs ?? []).map((type) => bodyOf(type, "TypeName") ?? undefined));
  const found = (schema === undefined ? catalog.searchPath : [schema])
    .map((path) => catalog.functions.filter((one) => one.schema === path && one.name === name))
    .map((all) =>
      wanted ? all.filter((one) => JSON.stringify(one.argumentTypes) === JSON.stringify(wanted)) : all,
    )
    .find((all) => all.length > 0);
  const [only, ...others] = found ?? [];
  if (!only) return fail(`there is no function ${written}${hint(catalog, name)}`);
  if (others.length > 0) {
    return fail(`there are several: write ${[only, ...others].map(({ identity }) => identity).join(" or ")}`);
  }
  return only.kind === "aggregate"
    ? fail(`${relationName(only)} is an aggregate: say it as a raw step`)
    : ok(only);
}

function hint(catalog: Catalog, name: string): string {
  const named = catalog.functions.filter((one) => one.name === name).map(({ identity }) => identity);
  return named.length > 0 ? `; there is ${named.join(" and ")}` : "";
}
