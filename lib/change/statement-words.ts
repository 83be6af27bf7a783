import type { RangeVar } from "libpg-query";
import type { Catalog } from "@/lib/catalog/model";
import type { Operation, OperationKind } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import {
  MAX_NAME_BYTES,
  nameBytes,
  parseRelationName,
  type QualifiedName,
  quoteIdentifier,
  relationName,
} from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql, strings } from "@/lib/sql/parse";
import { problem } from "./names-in-catalog";
import { didYouMean, nearest } from "./nearest";
import { type OperationWords, sentencePattern } from "./operation-words";

type SaidAsStatement = Extract<Operation, { sql: string }>;
type SaidByName = Extract<Operation, { kind: OperationKind; name: string }>;

interface StatementWords<O extends SaidAsStatement> {
  readonly kind: O["kind"];
  readonly label: string;
  readonly examples: readonly string[];
  /** How such a sentence begins: it is the statement itself. */
  readonly begins: RegExp;
  /** Whether the tree is such a statement. */
  readonly is: (node: Node) => boolean;
  /** What is wrong with it on this environment, or null. `more` are the statements behind the first one. */
  readonly refuses: (node: Node, catalog: Catalog, more: readonly Node[]) => string | null;
  /** The new relation that the statement names, to be stored with its schema. */
  readonly makes?: (node: Node) => RangeVar | undefined;
  readonly describe: (sql: string) => string;
}

/** An operation that is said as the statement that makes its object, in a sentence as well as in SQL. */
export function statementWords<O extends SaidAsStatement>(said: StatementWords<O>): OperationWords<O> {
  const { kind, label, examples, begins, is, refuses } = said;
  const operation = (sql: string) => ({ kind, sql }) as O;
  return {
    kind,
    label,
    examples,
    fromSentence: (sentence) => (begins.test(sentence) ? ok(operation(sentence)) : null),
    fromStatement: ({ node, sql }) => (is(node) ? ok([operation(sql)]) : null),
    check(given, catalog) {
      const parsed = parseSql(given.sql);
      if (!parsed.ok) return problem("sql", `line ${parsed.failure.line}: ${parsed.failure.message}`);
      const [first, ...more] = parsed.value;
      if (!first || !is(first.node))
        return problem("sql", `it does not begin as ${label.toLowerCase()} does`);
      const refusal = refuses(
        first.node,
        catalog,
        more.map(({ node }) => node),
      );
      if (refusal !== null) return problem("sql", refusal);
      const sql = withSchema(given.sql, said.makes?.(first.node), catalog);
      return ok({ ...given, sql: sql.trim().replace(/;$/, "") });
    },
    describe: ({ sql }) => said.describe(sql),
  };
}

/** The text with the schema before the name of what it makes, where it says none. */
function withSchema(sql: string, relation: RangeVar | undefined, catalog: Catalog): string {
  if (!relation?.relname || relation.schemaname || relation.location === undefined) return sql;
  const bytes = new TextEncoder().encode(sql);
  const text = (part: Uint8Array) => new TextDecoder().decode(part);
  const schema = quoteIdentifier(newName(catalog, relation).schema);
  return `${text(bytes.subarray(0, relation.location))}${schema}.${text(bytes.subarray(relation.location))}`;
}

/** For statements that stand alone. */
export const nothingMore = (more: readonly Node[]): string | null =>
  more.length > 0 ? "say what follows the first statement as operations of their own" : null;

interface NamedWords<O extends SaidByName> {
  readonly kind: O["kind"];
  readonly label: string;
  readonly examples: readonly string[];
  /** What stands before the name in a sentence, as a pattern: `drop(?: the)? view`. */
  readonly begins: string;
  /** What more belongs to the name in a sentence, as a pattern. */
  readonly ends?: string;
  /** The names that a statement says, dotted; null where it is another statement. */
  readonly names: (node: Node) => Result<readonly string[], string> | null;
  /** The object as the catalog calls it, or why it cannot be had. */
  readonly find: (catalog: Catalog, written: string) => Result<string, string>;
  readonly describe: (name: string) => string;
}

/** An operation about one object that is there, told by its name. */
export function namedWords<O extends SaidByName>(said: NamedWords<O>): OperationWords<O> {
  const { kind, label, examples, names, find } = said;
  const pattern = sentencePattern(`${said.begins} {path}${said.ends ?? ""}`);
  const operation = (name: string) => ({ kind, name }) as O;
  return {
    kind,
    label,
    examples,
    fromSentence(sentence) {
      const match = pattern.exec(sentence);
      return match ? ok(operation(match.slice(1).join(""))) : null;
    },
    fromStatement({ node }) {
      const read = names(node);
      if (!read) return null;
      return read.ok ? ok(read.value.map(operation)) : read;
    },
    check(given, catalog) {
      const found = find(catalog, given.name);
      return found.ok ? ok({ ...given, name: found.value }) : problem("name", found.failure);
    },
    describe: ({ name }) => said.describe(name),
  };
}

/** The names that a DROP of one of these kinds says. */
export function droppedNames(node: Node, kinds: readonly string[]): Result<readonly string[], string> | null {
  const drop = bodyOf(node, "DropStmt");
  if (!drop || !kinds.includes(drop.removeType ?? "")) return null;
  if (drop.behavior === "DROP_CASCADE") {
    return fail("CASCADE drops what is not named: say each object that is to go");
  }
  return ok(
    (drop.objects ?? []).map((object) => {
      const plain = bodyOf(object, "String")?.sval;
      const parts =
        plain === undefined
          ? strings(bodyOf(object, "List")?.items ?? bodyOf(object, "TypeName")?.names)
          : [plain];
      return parts.map(quoteIdentifier).join(".");
    }),
  );
}

/** The object of that name among these, along the search path where no schema is said. */
export function objectNamed<T extends QualifiedName>(
  catalog: Catalog,
  objects: readonly T[],
  written: string,
  noun: string,
): Result<T, string> {
  const name = parseRelationName(written);
  if (!name) return fail(`${written} is not the name of ${noun}`);
  const schemas = name.schema === null ? catalog.searchPath : [name.schema];
  const found = schemas
    .map((schema) => objects.find((one) => one.schema === schema && one.name === name.name))
    .find((one) => one !== undefined);
  if (found) return ok(found);
  const close = nearest(
    name.name,
    objects.map((one) => one.name),
  );
  const near = objects.filter((one) => close.includes(one.name)).map(relationName);
  return fail(`there is no ${noun.replace(/^an? /, "")} ${written}${didYouMean(near.slice(0, 3))}`);
}

/** The same for objects in no schema. */
export function nameAmong(names: readonly string[], written: string, noun: string): Result<string, string> {
  const name = parseRelationName(written);
  if (!name || name.schema !== null) return fail(`${written} is not the name of ${noun}`);
  if (names.includes(name.name)) return ok(quoteIdentifier(name.name));
  const close = nearest(name.name, names).map(quoteIdentifier);
  return fail(`there is no ${noun.replace(/^an? /, "")} ${written}${didYouMean(close)}`);
}

/**
 * Where an object without a schema is made: in the first schema of the search path that is there. A path may name
 * schemas that are not, as `"$user"` mostly does.
 */
export function newName(
  catalog: Catalog,
  written: { readonly schemaname?: string | undefined; readonly relname?: string | undefined },
): QualifiedName {
  const known = catalog.schemas?.map(({ name }) => name);
  const path = catalog.searchPath.filter((schema) => known?.includes(schema) ?? true);
  return { schema: written.schemaname || path[0] || "public", name: written.relname ?? "" };
}

/** Why a statement that stands alone cannot make that object; null where it can. */
export function newObjectProblem(
  catalog: Catalog,
  own: QualifiedName,
  /** Those that it must not have the name of, and the statements that follow. */
  { others, more }: { readonly others: readonly QualifiedName[]; readonly more: readonly Node[] },
): string | null {
  if (others.some((one) => one.schema === own.schema && one.name === own.name))
    return `there is ${relationName(own)} already`;
  return nothingMore(more) ?? nameProblem(catalog, own);
}

/** Why nothing new can have that name; null where it can. */
export function nameProblem(catalog: Catalog, { schema, name }: QualifiedName): string | null {
  if (nameBytes(name) > MAX_NAME_BYTES) {
    return `a name has at most ${MAX_NAME_BYTES} bytes, ${name} has ${nameBytes(name)}: Postgres would cut it`;
  }
  const known = catalog.schemas?.map((one) => one.name);
  return known && !known.includes(schema) ? `there is no schema ${quoteIdentifier(schema)}` : null;
}
