import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { shop } from "@/lib/testing/catalog-fixture";
import { ALL_OPERATION_WORDS } from "./registry";
import { understandChange } from "./understand";

/** What no statement of Postgres says. */
const WITHOUT_SQL: readonly string[] = [
  "remove-enum-value",
  "split-column",
  "merge-columns",
  "move-column",
  "split-table",
  "merge-tables",
  "partition-table",
];

describe.each(ALL_OPERATION_WORDS.map(({ kind, examples }) => ({ kind, examples })))(
  "$kind",
  ({ kind, examples }) => {
    const page = readFileSync(new URL(`../../docs/operations/${kind}.md`, import.meta.url), "utf8");
    const sentences = [...page.matchAll(/```sentence\n([^`]+)```/g)].map(([, text = ""]) => text.trim());
    const statements = [...page.matchAll(/```sql\n([^`]+)```/g)].map(([, text = ""]) => text.trim());

    it("has a page with a sentence and a statement, and examples of its own", () => {
      const hasSql = !WITHOUT_SQL.includes(kind);
      expect([sentences.length > 0, statements.length > 0, examples.length > 0]).toEqual([
        true,
        hasSql,
        true,
      ]);
    });

    it.each([...sentences, ...examples])("understands its example: %s", async (sentence) => {
      const read = await understandChange({ sentence }, shop());
      expect(read.ok ? read.value.map((operation) => operation.kind) : read.failure).toEqual([kind]);
    });

    it.each(statements)("understands its example: %s", async (sql) => {
      const read = await understandChange({ sql }, shop());
      expect(read.ok ? read.value.map((operation) => operation.kind) : read.failure).toEqual([kind]);
    });
  },
);
