import type { Catalog } from "@/lib/catalog/model";
import { TOOL_LABELS, type ToolId } from "@/lib/contracts/interop";
import type { ReviewedFile, ReviewedStatement } from "@/lib/contracts/review";
import { RULES } from "../review/registry";
import { type ReviewOptions, type ReviewResult, review } from "../review/review";
import type { ImportedMigration } from "./import-pending";
import type { UnreadCode } from "./source-migration";

/**
 * Reviews a migration as its tool runs it: each part with the tool's own transaction, and code whose SQL is not known as
 * statements that were not looked into. Answers the catalog after it, for the next one of the history.
 */
export function reviewMigration(
  tool: ToolId,
  { path, parts, unread, late }: ImportedMigration,
  options: Omit<ReviewOptions, "path">,
): ReviewResult {
  const statements: ReviewedStatement[] = unread.map(notLookedInto);
  let catalog: Catalog | undefined = options.catalog;
  let error: ReviewedFile["error"] = null;
  for (const part of parts) {
    const reviewed = review(part.sql, {
      ...options,
      ...(catalog ? { catalog, complete: options.complete ?? false } : {}),
      inTransaction: part.inTransaction || options.inTransaction === true,
      path,
    });
    catalog = reviewed.catalog;
    error ??= reviewed.file.error;
    statements.push(...reviewed.file.statements);
  }
  statements.sort((a, b) => a.line - b.line || a.column - b.column);
  const notes = late === null ? [] : [LATE[late](TOOL_LABELS[tool])];
  return {
    file: {
      path,
      error,
      statements: error ? [] : statements.map((statement, index) => ({ ...statement, index })),
      notes,
    },
    catalog: catalog ?? review("", { ...options, path }).catalog,
  };
}

const LATE = {
  refused: (tool: string) =>
    `It stands before a migration that has run: ${tool} refuses it. Name it after the newest one.`,
  skipped: (tool: string) =>
    `It stands before a migration that has run: ${tool} never runs it, without a word. Give it a later time.`,
} as const;

/** Code as a statement of which nothing is promised. */
function notLookedInto({ line, column, code }: UnreadCode): ReviewedStatement {
  const rule = RULES["not-looked-into"];
  return {
    ...{ index: 0, line, column, sql: code, kind: "Code", locks: [] },
    ...{ blocksReads: false, blocksWrites: false, rewrites: false, scans: false },
    ...{ transactional: true, destructive: false, unknown: true },
    findings: [
      {
        ...{ rule: "not-looked-into", level: rule.level, relation: null, line, column },
        message: `The SQL that this code sends is not known without running it: ${shortened(code)}`,
        help: rule.help,
      },
    ],
  };
}

const SHOWN = 80;
const shortened = (code: string) => (code.length <= SHOWN ? code : `${code.slice(0, SHOWN - 1)}…`);
