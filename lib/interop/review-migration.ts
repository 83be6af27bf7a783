import { TOOL_LABELS } from "@/lib/contracts/constants";
import type { ToolId } from "@/lib/contracts/interop";
import type { ReviewedFile, ReviewedStatement } from "@/lib/contracts/review";
import type { Known } from "@/lib/sql/facts/known";
import { notLookedInto } from "../review/not-looked-into";
import { type ReviewOptions, review } from "../review/review";
import type { ImportedMigration } from "./import-pending";
import type { UnreadCode } from "./source-migration";

/**
 * Reviews a migration as its tool runs it: each part with the tool's own transaction, and code whose SQL is not known as
 * statements that were not looked into. What it makes is known afterwards, for the next one of the history.
 */
export function reviewMigration(
  tool: ToolId,
  { path, parts, unread, late }: ImportedMigration,
  options: Omit<ReviewOptions, "path"> & { readonly known: Known },
): ReviewedFile {
  const statements: ReviewedStatement[] = unread.map(unreadCode);
  let error: ReviewedFile["error"] = null;
  for (const part of parts) {
    const reviewed = review(part.sql, {
      ...options,
      inTransaction: part.inTransaction || options.inTransaction === true,
      path,
    });
    error ??= reviewed.error;
    for (const statement of reviewed.statements) statements.push(statement);
  }
  statements.sort((a, b) => a.line - b.line || a.column - b.column);
  const notes = late === null ? [] : [LATE[late](TOOL_LABELS[tool])];
  return {
    path,
    error,
    statements: error ? [] : statements.map((statement, index) => ({ ...statement, index })),
    notes,
  };
}

const LATE = {
  refused: (tool: string) =>
    `It stands before a migration that has run: ${tool} refuses it. Name it after the newest one.`,
  skipped: (tool: string) =>
    `It stands before a migration that has run: ${tool} never runs it, without a word. Give it a later time.`,
} as const;

/** Code as a statement of which nothing is promised. */
function unreadCode({ line, column, code }: UnreadCode): ReviewedStatement {
  const message = `The SQL that this code sends is not known without running it: ${shortened(code)}`;
  return notLookedInto({ line, column, sql: code, kind: "Code", message });
}

const SHOWN = 80;
const shortened = (code: string) => (code.length <= SHOWN ? code : `${code.slice(0, SHOWN - 1)}…`);
