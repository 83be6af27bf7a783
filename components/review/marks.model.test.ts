import { describe, expect, test } from "vitest";
import type { ReviewedFile, ReviewedStatement, ReviewLevel } from "@/lib/contracts/review";
import { levelOf, marksOf, statementAtLine, verdictOf } from "./marks.model";

function statement(index: number, line: number, sql: string, levels: ReviewLevel[] = []): ReviewedStatement {
  return {
    index,
    line,
    column: 1,
    sql,
    kind: "AlterTable",
    locks: [],
    blocksReads: false,
    blocksWrites: false,
    rewrites: false,
    scans: false,
    transactional: true,
    destructive: false,
    unknown: false,
    findings: levels.map((level) => ({
      rule: "drop-table",
      level,
      message: "m",
      relation: null,
      line,
      column: 1,
      help: "h",
    })),
  };
}
const file = (...statements: ReviewedStatement[]): ReviewedFile => ({ path: "-", error: null, statements });

describe("marks", () => {
  test("a statement is marked by its worst finding, over all its lines", () => {
    const reviewed = file(
      statement(0, 1, "SELECT 1"),
      statement(1, 3, "ALTER TABLE t\n  DROP a", ["info", "error"]),
    );
    expect(marksOf(reviewed)).toEqual([{ fromLine: 3, toLine: 4, level: "error" }]);
    expect([2, 3, 4, 5].map((line) => statementAtLine(reviewed, line))).toEqual([null, 1, 1, null]);
  });

  test("what was not looked into is marked too, and a syntax error alone", () => {
    const unknown = { ...statement(0, 1, "DO $$ $$"), unknown: true };
    expect(levelOf(unknown)).toBe("unknown");
    const error = { message: "syntax error", line: 7, column: 3 };
    expect(marksOf({ path: "-", error, statements: [] })).toEqual([
      { fromLine: 7, toLine: 7, level: "syntax" },
    ]);
  });
});

test.each([
  [file(statement(0, 1, "a", ["error"])), "danger", "This statement is unsafe on a live database"],
  [
    file(statement(0, 1, "a", ["error"]), statement(1, 2, "b")),
    "danger",
    "1 of 2 statements is unsafe on a live database",
  ],
  [file(statement(0, 1, "a", ["warning"])), "waiting", "Nothing unsafe; 1 statement with a warning"],
  [
    file({ ...statement(0, 1, "a"), unknown: true }),
    "waiting",
    "1 statement could not be looked into: nothing is promised",
  ],
  [file(statement(0, 1, "a", ["info"]), statement(1, 2, "b")), "done", "Nothing unsafe in 2 statements"],
] as const)("the verdict is the worst of it", (reviewed, tone, text) => {
  expect(verdictOf(reviewed)).toEqual({ tone, text });
});
