import type { Node, ParseResult } from "libpg-query";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { loadEngine, parseText } from "./engine";
import { statementEnds } from "./psql";

export type { Node };

/** One statement of a script, with the place where it starts. */
export interface Statement {
  /** Its tree, e.g. `{ AlterTableStmt: {…} }`. */
  readonly node: Node;
  /** The tree's node name, e.g. `AlterTableStmt`. */
  readonly kind: string;
  readonly sql: string;
  /** Counted from 1, in characters. */
  readonly line: number;
  readonly column: number;
  /** Where it starts in the script, in UTF-16 units. */
  readonly offset: number;
}

export interface SyntaxFailure {
  /** `sql.too-deep`: the text may be valid, but is nested more deeply than can be looked into. */
  readonly code: "sql.syntax" | "sql.too-deep";
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** The kind of a statement that is too deeply nested (or too long) to be looked into; its tree is empty. */
export const TOO_DEEP = "TooDeep";

/** Loads the parser (PostgreSQL's own, as WebAssembly). Await it once; every other function here is then synchronous. */
export const loadParser: () => Promise<void> = loadEngine;

/** Parses a script with the grammar of PostgreSQL 18. An empty script has no statements. Never throws on bad SQL. */
export function parseSql(sql: string): Result<readonly Statement[], SyntaxFailure> {
  const parsed = parseScript(sql);
  const deep = parsed.ok ? parsed.value.find(({ kind }) => kind === TOO_DEEP) : undefined;
  if (!deep) return parsed;
  const { line, column } = deep;
  return fail({ code: "sql.too-deep", message: "too deeply nested to be looked into", line, column });
}

/** Texts are parsed in pieces of about this many UTF-16 units: the tree of a dump takes a hundred times its size. */
const PIECE = 200_000;

/** Like `parseSql`; a statement that is too deeply nested is told as one of kind `TOO_DEEP` among the others. */
export function parseScript(sql: string): Result<readonly Statement[], SyntaxFailure> {
  // The parser works on C strings: everything after a NUL would be dropped without an error.
  const nul = sql.indexOf("\0");
  if (nul >= 0) return fail({ code: "sql.syntax", message: "a NUL character", ...positionAt(sql, nul) });
  const statements: Statement[] = [];
  const places = new Places(sql);
  const ends = sql.length > PIECE ? statementEnds(sql) : [];
  let from = 0;
  for (const end of [...ends, sql.length]) {
    if (end - from < PIECE && end < sql.length) continue;
    const whole = statements.length;
    const failure = readPiece(sql, from, end, { places, statements });
    if (failure !== null && end < sql.length) {
      // What looked like the end of a statement may have been none: only the whole rest tells.
      statements.length = whole;
      const last = readPiece(sql, from, sql.length, { places, statements });
      return last ? fail(last) : ok(statements);
    }
    if (failure) return fail(failure);
    from = end;
  }
  return ok(statements);
}

interface Reading {
  readonly places: Places;
  readonly statements: Statement[];
}

function readPiece(sql: string, from: number, to: number, reading: Reading): SyntaxFailure | null {
  const text = sql.slice(from, to);
  if (text.trim() === "") return null;
  const parsed = parseText(text);
  if (parsed.kind === "tree") {
    addStatements(parsed.tree, text, from, reading);
    return null;
  }
  if (parsed.kind === "exhausted") return readOneByOne(sql, from, to, reading);
  return syntaxFailure(sql, from, parsed);
}

/** Something in there is too deeply nested: the other statements are read all the same. */
function readOneByOne(sql: string, from: number, to: number, reading: Reading): SyntaxFailure | null {
  const ends = statementEnds(sql.slice(from, to)).map((end) => end + from);
  let start = from;
  for (const end of [...ends, to]) {
    const text = sql.slice(start, end);
    if (text.trim() === "") continue;
    // Nothing new is to be learned from what was tried a moment ago.
    const tried = text.trim() === sql.slice(from, to).trim();
    const parsed: ReturnType<typeof parseText> = tried ? { kind: "exhausted" } : parseText(text);
    if (parsed.kind === "syntax") return syntaxFailure(sql, start, parsed);
    if (parsed.kind === "tree") addStatements(parsed.tree, text, start, reading);
    if (parsed.kind === "exhausted") {
      const offset = start + leadingSpace(text);
      reading.statements.push({
        node: {} as Node,
        kind: TOO_DEEP,
        sql: sql.slice(offset, end).replace(/;?\s*$/, ""),
        offset,
        ...reading.places.at(offset),
      });
    }
    start = end;
  }
  return null;
}

/** The statements of one piece. Their places come in bytes, JavaScript counts UTF-16 units: one pass, never back. */
function addStatements(
  tree: ParseResult,
  piece: string,
  base: number,
  { places, statements }: Reading,
): void {
  const bytes = new TextEncoder().encode(piece);
  const ascii = bytes.length === piece.length;
  const decoder = new TextDecoder();
  const seen = { bytes: 0, units: 0 };
  const unitsAt = (at: number): number => {
    if (ascii) return at;
    seen.units += decoder.decode(bytes.subarray(seen.bytes, at)).length;
    seen.bytes = at;
    return seen.units;
  };
  for (const { stmt, stmt_location = 0, stmt_len } of tree.stmts ?? []) {
    if (!stmt) continue;
    const from = unitsAt(stmt_location);
    const text = piece.slice(from, stmt_len ? unitsAt(stmt_location + stmt_len) : piece.length);
    const cut = leadingSpace(text);
    const offset = base + from + cut;
    statements.push({
      node: stmt,
      kind: Object.keys(stmt)[0] ?? "",
      sql: text.slice(cut).trimEnd(),
      offset,
      ...places.at(offset),
    });
  }
}

/** Lines and columns of offsets that only grow: each character is looked at once. */
class Places {
  readonly #sql: string;
  #line = 1;
  #at = 0;
  /** Characters (code points) since the line began. */
  #column = 1;
  #nextLine: number;

  constructor(sql: string) {
    this.#sql = sql;
    this.#nextLine = sql.indexOf("\n");
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    while (this.#nextLine >= 0 && this.#nextLine < offset) {
      this.#line += 1;
      this.#at = this.#nextLine + 1;
      this.#column = 1;
      this.#nextLine = this.#sql.indexOf("\n", this.#at);
    }
    for (; this.#at < offset; this.#at += 1) {
      const unit = this.#sql.charCodeAt(this.#at);
      if (unit < 0xdc00 || unit > 0xdfff) this.#column += 1;
    }
    return { line: this.#line, column: this.#column };
  }
}

/** The statements of a script as text, without separators. */
export function splitStatements(sql: string): Result<readonly string[], SyntaxFailure> {
  const parsed = parseSql(sql);
  return parsed.ok ? ok(parsed.value.map((statement) => statement.sql)) : parsed;
}

/** The node of a text that is exactly one statement; undefined of any other text. */
export function onlyNode(sql: string): Node | undefined {
  const parsed = parseSql(sql);
  return parsed.ok && parsed.value.length === 1 ? parsed.value[0]?.node : undefined;
}

/** Parses one expression over a row; fails also where the text is more than one expression. */
export function parseExpression(text: string): Result<Node, SyntaxFailure> {
  // On its own line, so that a trailing comment does not swallow the bracket.
  const before = "SELECT (";
  const parsed = parseSql(`${before}${text}\n)`);
  if (!parsed.ok) {
    const { line, column } = parsed.failure;
    return fail({ ...parsed.failure, column: line === 1 ? Math.max(1, column - before.length) : column });
  }
  const select = parsed.value.length === 1 ? bodyOf(parsed.value[0]?.node, "SelectStmt") : null;
  const targets = select?.targetList ?? [];
  const target = targets.length === 1 ? bodyOf(targets[0], "ResTarget") : null;
  const extra = select
    ? Object.keys(select).some((key) => !["targetList", "limitOption", "op"].includes(key))
    : true;
  if (!target?.val || target.name || extra) {
    return fail({ code: "sql.syntax", message: "not a single expression", line: 1, column: 1 });
  }
  return ok(target.val);
}

/** The name of a kind of node, e.g. `AlterTableStmt`. */
export type NodeKind = Node extends infer Member ? (Member extends unknown ? keyof Member : never) : never;
type NodeBody<K extends string> =
  Extract<Node, Record<K, unknown>> extends Record<K, infer Body> ? Body : never;

/** The node's body if it is of that kind, else null. */
export function bodyOf<K extends NodeKind & string>(node: Node | undefined, kind: K): NodeBody<K> | null {
  if (node && kind in node) return (node as Record<string, unknown>)[kind] as NodeBody<K>;
  return null;
}

/** Visits every node below (and including) a tree, parents first. */
export function walk(tree: unknown, visit: (kind: string, body: Record<string, unknown>) => void): void {
  // A stack of its own: a sum of thousands of terms is a tree of thousands of levels.
  const kinds: string[] = [];
  const values: object[] = [];
  const put = (kind: string, value: unknown) => {
    if (value === null || typeof value !== "object") return;
    kinds.push(kind);
    values.push(value);
  };
  put("", tree);
  for (let value = values.pop(); value; value = values.pop()) {
    const kind = kinds.pop() ?? "";
    if (Array.isArray(value)) {
      for (let at = value.length - 1; at >= 0; at -= 1) put("", value[at]);
      continue;
    }
    const body = value as Record<string, unknown>;
    if (kind !== "") visit(kind, body);
    const keys = Object.keys(body);
    for (let at = keys.length - 1; at >= 0; at -= 1) put(keys[at] ?? "", body[keys[at] ?? ""]);
  }
}

/** The texts of a list of String nodes, e.g. a qualified name. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => bodyOf(node, "String")?.sval ?? []);
}

/** Space and comments before a statement, in UTF-16 units. */
function leadingSpace(text: string): number {
  let at = 0;
  for (;;) {
    if (/\s/.test(text[at] ?? "")) at += 1;
    else if (text.startsWith("--", at)) {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end + 1;
    } else if (text.startsWith("/*", at)) at = endOfComment(text, at);
    else return at;
  }
}

/** Block comments nest. */
function endOfComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    if (text.startsWith("/*", at)) [depth, at] = [depth + 1, at + 2];
    else if (text.startsWith("*/", at)) {
      [depth, at] = [depth - 1, at + 2];
      if (depth === 0) return at;
    } else at += 1;
  }
  return text.length;
}

function syntaxFailure(
  sql: string,
  from: number,
  { message, position }: { readonly message: string; readonly position: number },
): SyntaxFailure {
  let offset = from;
  for (let left = position; left > 0 && offset < sql.length; left -= 1) {
    offset += (sql.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return { code: "sql.syntax", message, ...positionAt(sql, offset) };
}

function positionAt(sql: string, offset: number): { line: number; column: number } {
  const before = sql.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: [...before.slice(lineStart)].length + 1 };
}

/** Whether a function of that name is called anywhere in the tree. */
export function calls(tree: unknown, name: string): boolean {
  let found = false;
  walk({ tree }, (kind, body) => {
    if (kind === "FuncCall" && strings(body.funcname as Node[]).at(-1) === name) found = true;
  });
  return found;
}
