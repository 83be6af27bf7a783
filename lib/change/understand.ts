import type { Catalog } from "@/lib/catalog/model";
import { MAX_OPERATIONS } from "@/lib/contracts/change";
import { Operation } from "@/lib/contracts/operation";
import { type Failure, fail, ok, type Result } from "@/lib/contracts/result";
import { parseRelationName } from "@/lib/sql/identifiers";
import { bodyOf, calls, loadParser, type Node, parseSql, type Statement } from "@/lib/sql/parse";
import { linesThatLeave, withoutPsql } from "@/lib/sql/psql";
import { catalogAfter } from "./catalog-after";
import { withReplacements } from "./drop-and-create";
import { createdView, replacedView } from "./operations/create-view";
import { isHeld } from "./operations/grant";
import { oneByOne, withNewTables } from "./read-statement";
import { ALL_OPERATION_WORDS, wordsOf } from "./registry";

const MAX_ERRORS = 20;

/** Exactly one of the three ways to say a change. */
export interface ChangeWords {
  readonly operations?: readonly Operation[];
  readonly sql?: string;
  readonly sentence?: string;
}

interface InputError {
  readonly path: string;
  readonly message: string;
}

/**
 * What is wanted, as operations whose names are the catalog's own, whichever way it was said. Fails with
 * `input.invalid`: paths `operations.0.table` and the like, `sql` or `sentence`.
 */
export async function understandChange(
  words: ChangeWords,
  catalog: Catalog,
): Promise<Result<Operation[], Failure>> {
  await loadParser();
  const given = [words.operations, words.sql, words.sentence].filter((value) => value !== undefined);
  if (given.length !== 1)
    return invalid([{ path: "operations", message: "give exactly one of operations, sql or sentence" }]);
  if (words.sql !== undefined) return fromSql(words.sql, catalog);
  if (words.sentence !== undefined) return fromSentence(words.sentence, catalog);
  return checkAll(words.operations ?? [], catalog, (index, field) => `operations.${index}.${field}`);
}

function fromSentence(text: string, catalog: Catalog): Result<Operation[], Failure> {
  const sentence = text.trim().replace(/[.;]\s*$/, "");
  for (const words of ALL_OPERATION_WORDS) {
    const read = words.fromSentence(sentence);
    if (read) {
      return read.ok
        ? checkAll([read.value], catalog, () => "sentence")
        : invalid([{ path: "sentence", message: read.failure }]);
    }
  }
  const examples = nearestExamples(sentence).map((one) => `“${one}”`);
  return invalid([
    {
      path: "sentence",
      message: `this sentence is not understood. Understood are, for example, ${examples.join(", ")}`,
    },
  ]);
}

const EXAMPLES_SHOWN = 4;

/** A few sentences that are understood, those first that have the most words of this one. */
function nearestExamples(sentence: string): readonly string[] {
  const wordsOf = (text: string) => new Set<string>(text.toLowerCase().match(/[a-z_]{3,}/g));
  const wanted = wordsOf(sentence);
  const shared = (example: string) => [...wordsOf(example)].filter((word) => wanted.has(word)).length;
  return ALL_OPERATION_WORDS.flatMap(({ examples }) => examples.slice(0, 1))
    .toSorted((a, b) => shared(b) - shared(a))
    .slice(0, EXAMPLES_SHOWN);
}

function fromSql(sql: string, catalog: Catalog): Result<Operation[], Failure> {
  const [leaves] = linesThatLeave(sql);
  if (leaves !== undefined) {
    const message = `line ${leaves.line}: psql would do with ${leaves.command} what is not in this text. Put what that brings in its place`;
    return invalid([{ path: "sql", message }]);
  }
  const parsed = parseSql(withoutPsql(sql));
  if (!parsed.ok) {
    const { message, line, column } = parsed.failure;
    return invalid([{ path: "sql", message: `line ${line}, column ${column}: ${message}` }]);
  }
  // BEGIN, COMMIT, SET and set_config say nothing about the schema: the plan has its own transactions and time limits.
  const statements = parsed.value
    .filter(
      ({ kind, node }) => kind !== "TransactionStmt" && kind !== "VariableSetStmt" && !isSetting(kind, node),
    )
    .reduce<Statement[]>(withNewTables, [])
    .reduce<Statement[]>(withReplacements(catalog), [])
    .flatMap(oneByOne);
  if (statements.length === 0) return invalid([{ path: "sql", message: "there is no statement in it" }]);
  const operations: Operation[] = [];
  const errors: InputError[] = [];
  for (const statement of statements) {
    const read = readStatement(statement, catalog);
    if (read.ok) operations.push(...read.value);
    else errors.push({ path: "sql", message: `${at(statement)}: ${read.failure}` });
    // Thousands of complaints help nobody, and thousands of operations are no change that anybody looked over.
    if (errors.length >= MAX_ERRORS) return invalid(errors);
    if (operations.length > MAX_OPERATIONS) {
      const message = `a change may have at most ${MAX_OPERATIONS} operations: make several of it`;
      return invalid([{ path: "sql", message }]);
    }
  }
  return errors.length > 0
    ? invalid(errors)
    : checkAll(withoutGrants(withoutProofs(operations), catalog), catalog, () => "sql");
}

/** VALIDATE CONSTRAINT of what the script itself adds says nothing new: whatever a plan adds, it proves. */
function withoutProofs(operations: readonly Operation[]): readonly Operation[] {
  const added = operations.filter((one) => one.kind === "add-check" || one.kind === "add-foreign-key");
  const bare = (table: string) => parseRelationName(table)?.name;
  return operations.filter(
    (one) =>
      one.kind !== "validate-constraint" ||
      !added.some((other) => other.name === one.constraint && bare(other.table) === bare(one.table)),
  );
}

/** A view that is replaced keeps its rights: what a script grants again, as it drops the view first, says nothing new. */
function withoutGrants(operations: readonly Operation[], catalog: Catalog): readonly Operation[] {
  const replaced = operations.flatMap((one) => {
    const made = one.kind === "create-view" ? createdView(one.sql) : null;
    return (made && replacedView(made.node, catalog)?.name) ?? [];
  });
  const isAgain = (one: Operation) =>
    one.kind === "grant" &&
    one.objects.every((object) => replaced.includes(parseRelationName(object)?.name ?? "")) &&
    isHeld(one, catalog);
  return replaced.length === 0 ? operations : operations.filter((one) => !isAgain(one));
}

/** `SELECT set_config(…)`, as pg_dump writes it, is SET in other words. */
const isSetting = (kind: string, node: Node) =>
  kind === "SelectStmt" && calls(node, "set_config") && !calls(node, "setval");

const at = ({ line, column }: Statement) => `line ${line}, column ${column}`;

function readStatement(statement: Statement, catalog: Catalog): Result<readonly Operation[], string> {
  const copy = bodyOf(statement.node, "CopyStmt");
  if (copy?.is_from && !copy.filename) {
    return fail("COPY … FROM STDIN brings rows, and a plan has none: load them apart from the change");
  }
  for (const words of ALL_OPERATION_WORDS) {
    const read = words.fromStatement(statement, catalog);
    if (read) return read;
  }
  const first = statement.sql.split("\n")[0]?.slice(0, 60) ?? "";
  return fail(`“${first}” is not understood: a change is made of statements that change the schema or rows`);
}

function checkAll(
  operations: readonly Operation[],
  catalog: Catalog,
  pathOf: (index: number, field: string) => string,
): Result<Operation[], Failure> {
  const checked: Operation[] = [];
  const errors: InputError[] = [];
  let found = catalog;
  for (const [index, given] of operations.entries()) {
    const parsed = Operation.safeParse(given);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        errors.push({ path: pathOf(index, issue.path.join(".")), message: issue.message });
      }
      continue;
    }
    const read = wordsOf(parsed.data).check(parsed.data, found);
    if (read.ok) {
      checked.push(read.value);
      found = catalogAfter(found, read.value);
    } else
      errors.push(...read.failure.map(({ field, message }) => ({ path: pathOf(index, field), message })));
  }
  return errors.length > 0 ? invalid(errors) : ok(checked);
}

function invalid(errors: readonly InputError[]): Result<never, Failure> {
  return fail({ code: "input.invalid", errors });
}
