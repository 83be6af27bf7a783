import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { RULE_IDS } from "@/lib/contracts/constants";
import type { RuleId } from "@/lib/contracts/review";
import { Known } from "../sql/facts/known";
import { loadParser } from "../sql/parse";
import { review } from "./review";

beforeAll(() => loadParser());

const FENCE = /^```sql (found|fine)\n([\s\S]*?)^```$/gm;

/** `-- next file` separates the files of one history; the rule has to speak in the last of them. */
function rulesFound(text: string, id: RuleId): RuleId[] {
  const known = Known.nothing();
  let found: RuleId[] = [];
  for (const sql of text.split("-- next file\n")) {
    const result = review(sql, { serverMajor: 17, enable: [id], known });
    expect(result.error).toBeNull();
    found = result.statements.flatMap((statement) => statement.findings.map(({ rule }) => rule));
  }
  return found;
}

describe.each(RULE_IDS)("%s", (id) => {
  const page = readFileSync(new URL(`../../docs/rules/${id}.md`, import.meta.url), "utf8");
  const examples = [...page.matchAll(FENCE)].map(([, kind, sql]) => ({ kind, sql: sql ?? "" }));

  it("has an example of both kinds", () => {
    expect(new Set(examples.map(({ kind }) => kind))).toEqual(new Set(["found", "fine"]));
  });

  it.each(examples)("$kind: $sql", ({ kind, sql }) => {
    if (kind === "found") expect(rulesFound(sql, id)).toContain(id);
    else expect(rulesFound(sql, id)).not.toContain(id);
  });
});

it("every page of docs/rules is a rule's", () => {
  const pages = readdirSync(new URL("../../docs/rules", import.meta.url)).map((name) =>
    name.replace(/\.md$/, ""),
  );
  expect(pages.sort()).toEqual([...RULE_IDS].sort());
});

it("says the same of every statement that it says without looking at the statement's kind first", async () => {
  const testdata = new URL("testdata/", import.meta.url);
  const observed = new URL("../sql/facts/testdata/lock-facts.jsonl", import.meta.url);
  const pages = new URL("../../docs/rules/", import.meta.url);
  const texts = [
    ...readdirSync(testdata)
      .filter((name) => name.endsWith(".sql"))
      .map((name) => readFileSync(new URL(name, testdata), "utf8")),
    ...readdirSync(pages)
      .flatMap((name) => [...readFileSync(new URL(name, pages), "utf8").matchAll(FENCE)])
      .map(([, , sql]) => sql ?? ""),
    ...readFileSync(observed, "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { readonly sql?: string }).sql ?? "")
      .flatMap((sql) => [sql, `BEGIN; LOCK TABLE other; ${sql}`]),
    "BEGIN; ALTER TABLE t DROP CONSTRAINT c CASCADE;",
  ];
  const all = (one: typeof review) => texts.map((sql) => one(sql, { serverMajor: 13, enable: RULE_IDS }));
  vi.resetModules();
  const { RULES } = await import("./registry");
  for (const rule of Object.values(RULES)) delete (rule as { on?: unknown }).on;
  const everywhere = await import("./review");
  await (await import("../sql/parse")).loadParser();
  expect(all(review)).toEqual(all(everywhere.review));
});
