import { parsePlPgSQLSync } from "libpg-query";
import { quoteLiteral } from "./identifiers";
import { bodyOf, type Node, parseSql } from "./parse";

export interface ProceduralStatement {
  readonly sql: string;
  /** Line of the body it begins on, counted from 0. */
  readonly line: number;
}

export interface ProceduralBody {
  /** SQL statements in the order of the text, whatever branch or loop they stand in. */
  readonly statements: readonly ProceduralStatement[];
  /** Whether something is put together at run time, so that it cannot be read here. */
  readonly opaque: boolean;
}

/** The text of a DO block's body; null where the language is not PL/pgSQL, or it is another statement. */
export function doBodyOf(node: Node): string | null {
  const args = (bodyOf(node, "DoStmt")?.args ?? []).flatMap((arg) => bodyOf(arg, "DefElem") ?? []);
  const text = (name: string) => bodyOf(args.find((arg) => arg.defname === name)?.arg, "String")?.sval;
  return (text("language")?.toLowerCase() ?? "plpgsql") === "plpgsql" ? (text("as") ?? null) : null;
}

/** The SQL inside a PL/pgSQL body; null where it does not parse. */
export function parsePlpgsql(body: string): ProceduralBody | null {
  let tree: unknown;
  try {
    tree = parsePlPgSQLSync(
      `CREATE FUNCTION interlock_body() RETURNS void LANGUAGE plpgsql AS ${quoteLiteral(body)}`,
    );
  } catch {
    return null;
  }
  const statements: ProceduralStatement[] = [];
  let opaque = false;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    if (value === null || typeof value !== "object") return;
    for (const [kind, inner] of Object.entries(value)) {
      const query = (name: string): string | null => {
        const holder = (inner as Record<string, unknown> | null)?.[name] as
          | { PLpgSQL_expr?: { query?: string } }
          | undefined;
        return holder?.PLpgSQL_expr?.query ?? null;
      };
      const found = (sql: string) => {
        const line = (inner as { lineno?: number } | null)?.lineno ?? 1;
        statements.push({ sql, line: line - 1 });
      };
      if (kind === "PLpgSQL_stmt_execsql") found(query("sqlstmt") ?? "");
      else if (kind === "PLpgSQL_stmt_perform")
        found((query("expr") ?? "").replace(/^\s*perform/i, "SELECT"));
      else if (kind === "PLpgSQL_stmt_fors") found(query("query") ?? "");
      else if (kind === "PLpgSQL_stmt_call") opaque = true;
      else if (kind === "PLpgSQL_stmt_dynexecute" || kind === "PLpgSQL_stmt_dynfors") {
        const constant = constantText(query("query") ?? "");
        if (constant === null) opaque = true;
        else found(constant);
      }
      visit(inner);
    }
  };
  visit(tree);
  return { statements, opaque };
}

/** The text of a string constant. */
function constantText(expression: string): string | null {
  const parsed = parseSql(/^\s*select\b/i.test(expression) ? expression : `SELECT ${expression}`);
  if (!parsed.ok) return null;
  const target = bodyOf(bodyOf(parsed.value[0]?.node, "SelectStmt")?.targetList?.[0], "ResTarget");
  return bodyOf(target?.val, "A_Const")?.sval?.sval ?? null;
}
