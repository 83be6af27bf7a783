import { parseProcedures } from "./engine";
import { quoteLiteral } from "./identifiers";
import { bodyOf, type Node, parseSql, type Statement } from "./parse";

/** The SQL inside a body. */
export interface ProceduralBody {
  /** In the order of the text, whatever branch or loop they stand in; lines are those of the body, counted from 0. */
  readonly statements: readonly Statement[];
  /** Whether something cannot be read here, most often because it is put together at run time. */
  readonly opaque: boolean;
}

const bodies = new WeakMap<Node, { readonly body: string; readonly inside: ProceduralBody | null }>();

/**
 * The body of a DO block as text, and the SQL in it, read once for each statement; `inside` is null where it does not
 * parse. Null where the language is not PL/pgSQL, or it is another statement.
 */
export function doBlockOf(
  node: Node,
): { readonly body: string; readonly inside: ProceduralBody | null } | null {
  const read = bodies.get(node);
  if (read) return read;
  const args = (bodyOf(node, "DoStmt")?.args ?? []).flatMap((arg) => bodyOf(arg, "DefElem") ?? []);
  const text = (name: string) => bodyOf(args.find((arg) => arg.defname === name)?.arg, "String")?.sval;
  const body = text("as");
  if ((text("language")?.toLowerCase() ?? "plpgsql") !== "plpgsql" || body === undefined) return null;
  const block = { body, inside: parsePlpgsql(body) };
  bodies.set(node, block);
  return block;
}

/** The SQL inside a PL/pgSQL body; null where it does not parse. */
function parsePlpgsql(body: string): ProceduralBody | null {
  const parsed = parseProcedures(
    `CREATE FUNCTION interlock_body() RETURNS void LANGUAGE plpgsql AS ${quoteLiteral(body)}`,
  );
  if (parsed.kind !== "tree") return null;
  const statements: Statement[] = [];
  let opaque = false;
  const found = (sql: string, lineno: number) => {
    const inner = parseSql(sql);
    if (!inner.ok) opaque = true;
    else statements.push(...inner.value.map((one) => ({ ...one, line: lineno - 1, column: 1 })));
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    if (value === null || typeof value !== "object") return;
    for (const [kind, inner] of Object.entries(value)) {
      const line = (inner as { lineno?: number } | null)?.lineno ?? 1;
      const query = (name: string): string => {
        const holder = (inner as Record<string, unknown> | null)?.[name] as
          | { PLpgSQL_expr?: { query?: string } }
          | undefined;
        return holder?.PLpgSQL_expr?.query ?? "";
      };
      if (kind === "PLpgSQL_stmt_execsql") found(query("sqlstmt"), line);
      else if (kind === "PLpgSQL_stmt_perform") found(query("expr").replace(/^\s*perform/i, "SELECT"), line);
      else if (kind === "PLpgSQL_stmt_fors") found(query("query"), line);
      else if (kind === "PLpgSQL_stmt_call") opaque = true;
      else if (kind === "PLpgSQL_stmt_dynexecute" || kind === "PLpgSQL_stmt_dynfors") {
        const constant = constantText(query("query"));
        if (constant === null) opaque = true;
        else found(constant, line);
      }
      visit(inner);
    }
  };
  visit(parsed.tree);
  return { statements, opaque };
}

/** The text of a string constant. */
function constantText(expression: string): string | null {
  const parsed = parseSql(/^\s*select\b/i.test(expression) ? expression : `SELECT ${expression}`);
  if (!parsed.ok) return null;
  const target = bodyOf(bodyOf(parsed.value[0]?.node, "SelectStmt")?.targetList?.[0], "ResTarget");
  return bodyOf(target?.val, "A_Const")?.sval?.sval ?? null;
}
