import type { ReviewedFile, ReviewedStatement, ReviewLevel } from "@/lib/contracts/review";

/** How a statement is marked in the text: its worst finding, or that it was not looked into. */
export type MarkLevel = ReviewLevel | "unknown" | "syntax";

export interface Mark {
  /** Lines from 1, both included. */
  readonly fromLine: number;
  readonly toLine: number;
  readonly level: MarkLevel;
}

const WORST: readonly ReviewLevel[] = ["error", "warning", "info"];

/** The worst level among a statement's findings; null where there is nothing to say. */
export function levelOf(statement: ReviewedStatement): MarkLevel | null {
  const worst = WORST.find((level) => statement.findings.some((finding) => finding.level === level));
  return worst ?? (statement.unknown ? "unknown" : null);
}

/** What to mark in the text. A file that is not valid SQL has the place of its error only. */
export function marksOf(file: ReviewedFile): readonly Mark[] {
  if (file.error) return [{ fromLine: file.error.line, toLine: file.error.line, level: "syntax" }];
  return file.statements.flatMap((statement) => {
    const level = levelOf(statement);
    return level === null ? [] : [{ ...linesOf(statement), level }];
  });
}

export function linesOf({ line, sql }: Pick<ReviewedStatement, "line" | "sql">): {
  readonly fromLine: number;
  readonly toLine: number;
} {
  return { fromLine: line, toLine: line + sql.split("\n").length - 1 };
}

/** The statement that a line belongs to; null between statements. */
export function statementAtLine(file: ReviewedFile, line: number): number | null {
  const found = file.statements.find((statement) => {
    const { fromLine, toLine } = linesOf(statement);
    return fromLine <= line && line <= toLine;
  });
  return found?.index ?? null;
}

export interface Verdict {
  readonly tone: "danger" | "waiting" | "done";
  readonly text: string;
}

/** The one sentence on top. */
export function verdictOf({ error, statements }: ReviewedFile): Verdict {
  if (error) {
    return {
      tone: "danger",
      text: `Not valid SQL: line ${error.line}, column ${error.column}: ${error.message}`,
    };
  }
  const count = (level: MarkLevel) => statements.filter((one) => levelOf(one) === level).length;
  const [unsafe, doubtful, unknown] = [count("error"), count("warning"), count("unknown")];
  const all = statements.length;
  if (unsafe > 0) {
    return {
      tone: "danger",
      text:
        all === 1
          ? "This statement is unsafe on a live database"
          : `${unsafe} of ${all} statements ${unsafe === 1 ? "is" : "are"} unsafe on a live database`,
    };
  }
  if (unknown > 0) {
    return {
      tone: "waiting",
      text: `${statementsWord(unknown)} could not be looked into: nothing is promised`,
    };
  }
  if (doubtful > 0) {
    return {
      tone: "waiting",
      text: `Nothing unsafe; ${statementsWord(doubtful)} with a warning`,
    };
  }
  return { tone: "done", text: `Nothing unsafe in ${statementsWord(all)}` };
}

const statementsWord = (count: number) => `${count} ${count === 1 ? "statement" : "statements"}`;
