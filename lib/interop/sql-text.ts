import type { Script } from "./pieces";

/** How long a step of a migration file waits for a lock before it gives up. */
export const LOCK_TIMEOUT = "3s";

/** Comment lines of a language, e.g. `-- ` for SQL. */
export function commented(sign: string, lines: readonly string[]): string {
  return lines.map((line) => `${sign} ${line}`.trimEnd()).join("\n");
}

/** Statements with a semicolon and a line of their own each. */
export function terminated(statements: readonly string[]): string {
  return statements.map((statement) => `${statement};`).join("\n");
}

/** What a transaction of ours begins with: never wait in the lock queue for long. */
export const LIMITS = [`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`] as const;

/**
 * Scripts as one SQL text, for tools that send a file or one direction of it: with the lock timeout and, where asked,
 * with a BEGIN and COMMIT of their own.
 */
export function sqlOf(scripts: Script | null | readonly Script[], { begin = false } = {}): string {
  const list = [scripts].flat().filter((script): script is Script => script !== null);
  if (list.length === 0) return "SELECT 1;";
  return list
    .map((script) => {
      if (script.mode === "alone") return `${script.statement};`;
      const statements = [...LIMITS, ...script.statements];
      return terminated(begin ? ["BEGIN", ...statements, "COMMIT"] : statements);
    })
    .join("\n");
}

/**
 * What a code tool sends, one call each. In a file without a transaction a script that needs one is one call of several
 * statements: Postgres runs those as one transaction.
 */
export function callsOf(
  scripts: Script | null | readonly Script[],
  inTransaction: boolean,
): readonly string[] {
  const list = [scripts].flat().filter((script): script is Script => script !== null);
  return list.flatMap((script) => {
    if (script.mode === "alone") return [script.statement];
    const statements = [...LIMITS, ...script.statements];
    return inTransaction ? statements : [terminated(statements)];
  });
}
