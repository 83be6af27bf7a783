import { expect, it } from "vitest";
import type { ImportedFile, MigrationImport } from "@/lib/contracts/import";
import type { ReviewedFile, ReviewLevel } from "@/lib/contracts/review";
import { countsOf, sqlToMakeSafe, toolLine, verdictOfImport } from "./import.model";

const reviewed = (levels: readonly (ReviewLevel | null)[], kind = "AlterTable"): ReviewedFile => ({
  path: "a.sql",
  error: null,
  statements: levels.map((level, index) => ({
    ...{ index, line: 1, column: 1, sql: "SELECT 1", kind, locks: [], unknown: false },
    ...{ blocksReads: false, blocksWrites: false, rewrites: false, scans: false },
    ...{ transactional: true, destructive: false },
    findings: level
      ? [{ rule: "drop-table", level, message: "m", relation: null, line: 1, column: 1, help: "h" }]
      : [],
  })),
});
const migration = (patch: Partial<ImportedFile>): ImportedFile => ({
  ...{ name: "1", path: "a.sql", isApplied: false, late: null, sql: "SELECT 1;", review: null },
  ...patch,
});
const found = (...migrations: ImportedFile[]): MigrationImport => ({
  ...{ tools: [], tool: "goose", history: null, recordedButMissing: null, migrations },
});

it("says the worst of all files in one sentence", () => {
  const unsafe = migration({ review: reviewed(["error", null]) });
  expect(verdictOfImport(found(unsafe, migration({ review: reviewed([null]) })))).toMatchObject({
    tone: "danger",
    text: "1 of 3 statements is unsafe on a live database",
  });
  const late = migration({ late: "refused", review: reviewed([null]) });
  expect(verdictOfImport(found(late))).toMatchObject({ tone: "waiting" });
  expect(verdictOfImport(found(migration({ isApplied: true })))).toEqual({
    tone: "done",
    text: "Nothing pending: all 1 migrations have run",
  });
  expect(verdictOfImport({ ...found(), tool: null }).text).toContain("No migration tool");
  const code = migration({ review: reviewed(["warning"], "Code") });
  expect(verdictOfImport(found(code)).text).toBe("1 place of code was not looked into: nothing is promised");
  const broken = { ...reviewed([]), error: { message: "syntax error", line: 4, column: 2 } };
  expect(verdictOfImport(found(migration({ review: broken }))).text).toBe(
    "Not valid SQL: a.sql, line 4: syntax error",
  );
});

it("makes a plan's SQL of what is selected, and counts the code that is not in it", () => {
  const code = migration({ review: reviewed(["warning"], "Code"), sql: "" });
  const sql = migration({ review: reviewed([null]) });
  expect(sqlToMakeSafe([code, sql, migration({ sql: "DROP TABLE t;" })])).toEqual({
    sql: "SELECT 1;",
    unread: 1,
  });
});

it("counts levels and names the tool", () => {
  expect(countsOf(reviewed(["error", "error", "info", null]))).toEqual([
    { level: "error", count: 2 },
    { level: "info", count: 1 },
  ]);
  const tool = { tool: "goose", label: "goose", confidence: "certain", because: "x", total: 3 } as const;
  expect(toolLine({ ...tool, directory: "db", pending: 1 })).toBe("goose · db · 1 pending of 3");
  expect(toolLine({ ...tool, directory: "", pending: null })).toBe("goose · the folder itself · 3 found");
});
