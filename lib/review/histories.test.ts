import { beforeAll, describe, expect, it } from "vitest";
import { type ReviewedFile, ReviewedFile as Schema } from "@/lib/contracts/review";
import { migrationHistories } from "@/lib/testing/migration-histories";
import { Known } from "../sql/facts/known";
import { loadParser } from "../sql/parse";
import { review } from "./review";

beforeAll(() => loadParser());

const histories = migrationHistories();

function reviewed(files: readonly string[], serverMajor: number, inTransaction: boolean): ReviewedFile[] {
  const known = Known.nothing();
  return files.map((sql) => review(sql, { serverMajor, inTransaction, known }));
}

it("there are those of thirty tools at least", () => {
  expect(histories.length).toBeGreaterThan(30);
});

describe.each(histories)("$name", ({ files }) => {
  it.each([13, 15, 18])("is valid SQL, and every statement stands where it is said to, on %i", (major) => {
    for (const inTransaction of [false, true]) {
      reviewed(files, major, inTransaction).forEach((file, at) => {
        expect(Schema.parse(file).error).toBeNull();
        expect(file.statements.length).toBeGreaterThan(0);
        const lines = (files[at] ?? "").split("\n");
        for (const { line, column, sql } of file.statements) {
          const [firstLine = ""] = sql.split("\n");
          const rest = [...(lines[line - 1] ?? "")].slice(column - 1).join("");
          expect(rest.startsWith(firstLine)).toBe(true);
        }
      });
    }
  });

  it("says the same with the line ends of Windows and a byte order mark", () => {
    const marked = files.map((sql) => `\uFEFF${sql.replaceAll("\n", "\r\n")}`);
    const told = (all: readonly ReviewedFile[]) =>
      all.map(({ error, statements }) => ({
        error,
        statements: statements.map(({ kind, line, locks, findings }) => [
          ...[kind, line, locks],
          findings.map((one) => [one.rule, one.level, one.line]),
        ]),
      }));
    expect(told(reviewed(marked, 15, false))).toEqual(told(reviewed(files, 15, false)));
  });
});
