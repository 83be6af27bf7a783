import { hasSqlDetails, loadModule, type Node, parseSync } from "libpg-query";
import { fail, ok, type Result } from "@/lib/contracts/result";

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
}

export interface SyntaxFailure {
  readonly code: "sql.syntax";
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

let loading: Promise<void> | null = null;
let loaded = false;

/** Loads the parser (PostgreSQL's own, as WebAssembly). Await it once; every other function here is then synchronous. */
export async function loadParser(): Promise<void> {
  loading ??= loadModule().then(() => {
    loaded = true;
  });
  await loading;
}

function requireParser(): void {
  if (!loaded) throw new Error("loadParser() must be awaited before SQL is parsed");
}

/** Parses a script with the grammar of PostgreSQL 18. An empty script has no statements. Never throws on bad SQL. */
export function parseSql(sql: string): Result<readonly Statement[], SyntaxFailure> {
  requireParser();
  // The parser works on C strings: everything after a NUL would be dropped without an error.
  const nul = sql.indexOf("\0");
  if (nul >= 0) return fail({ code: "sql.syntax", message: "a NUL character", ...positionAt(sql, nul) });
  if (sql.trim() === "") return ok([]);
  let parsed: ReturnType<typeof parseSync>;
  try {
    parsed = parseSync(sql);
  } catch (error) {
    return fail(syntaxFailure(error, sql));
  }
  // stmt_location and stmt_len count bytes, JavaScript counts UTF-16 units.
  const bytes = new TextEncoder().encode(sql);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const statements: Statement[] = [];
  // Statements come in the order of the script, so each is found from the one before and not from the beginning.
  let seenBytes = 0;
  let place = START;
  for (const { stmt, stmt_location = 0, stmt_len } of parsed.stmts ?? []) {
    if (!stmt) continue;
    const end = stmt_len ? stmt_location + stmt_len : bytes.length;
    const text = decoder.decode(bytes.subarray(stmt_location, end));
    place = after(place, decoder.decode(bytes.subarray(seenBytes, stmt_location)));
    seenBytes = stmt_location;
    statements.push({
      node: stmt,
      kind: Object.keys(stmt)[0] ?? "",
      sql: text.trim(),
      ...after(place, text.slice(0, text.length - text.trimStart().length)),
    });
  }
  return ok(statements);
}

/** The statements of a script as text, without separators. */
export function splitStatements(sql: string): Result<readonly string[], SyntaxFailure> {
  const parsed = parseSql(sql);
  return parsed.ok ? ok(parsed.value.map((statement) => statement.sql)) : parsed;
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

type NodeKind = Node extends infer Member ? (Member extends unknown ? keyof Member : never) : never;
type NodeBody<K extends string> =
  Extract<Node, Record<K, unknown>> extends Record<K, infer Body> ? Body : never;

/** The node's body if it is of that kind, else null. */
export function bodyOf<K extends NodeKind & string>(node: Node | undefined, kind: K): NodeBody<K> | null {
  if (node && kind in node) return (node as Record<string, unknown>)[kind] as NodeBody<K>;
  return null;
}

/** Visits every node below (and including) a tree, parents first. */
export function walk(tree: unknown, visit: (kind: string, body: Record<string, unknown>) => void): void {
  if (Array.isArray(tree)) {
    for (const item of tree) walk(item, visit);
  } else if (tree !== null && typeof tree === "object") {
    for (const [key, value] of Object.entries(tree)) {
      if (value !== null && typeof value === "object" && !Array.isArray(value)) {
        visit(key, value as Record<string, unknown>);
      }
      walk(value, visit);
    }
  }
}

/** The texts of a list of String nodes, e.g. a qualified name. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => bodyOf(node, "String")?.sval ?? []);
}

function syntaxFailure(error: unknown, sql: string): SyntaxFailure {
  if (!hasSqlDetails(error) || !error.sqlDetails) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: "sql.syntax", message, line: 1, column: 1 };
  }
  // cursorPosition counts characters (code points) from 0; at the end of the input it is one past the last.
  const offset = [...sql].slice(0, error.sqlDetails.cursorPosition).join("").length;
  return { code: "sql.syntax", message: error.message, ...positionAt(sql, offset) };
}

function positionAt(sql: string, offset: number): Place {
  return after(START, sql.slice(0, offset));
}

interface Place {
  readonly line: number;
  readonly column: number;
}
const START: Place = { line: 1, column: 1 };

/** Where one stands who began at a place and has read a text. */
function after({ line, column }: Place, text: string): Place {
  const newline = text.lastIndexOf("\n");
  const rest = [...text.slice(newline + 1)].length;
  if (newline < 0) return { line, column: column + rest };
  return { line: line + text.split("\n").length - 1, column: rest + 1 };
}
