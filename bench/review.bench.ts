import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import type { Review, ReviewedStatement } from "@/lib/contracts/review";
import { installNpmTools } from "@/lib/testing/install-npm-tools";
import { dumpOf, migrationFiles } from "./migration-files";
import { median, pairs, ratios, report, spreadOf, timed } from "./row";

const FILES = 1000;
const PAIRS = 5;
const run = promisify(execFile);

/** Squawk's rules by the rules of ours that say the same; null: left out on purpose, docs/review.md says why. */
const SAME: Readonly<Record<string, readonly string[] | null>> = {
  "adding-field-with-default": ["add-column-volatile-default", "add-column-stored-generated"],
  "adding-foreign-key-constraint": ["add-foreign-key-without-not-valid"],
  "adding-not-nullable-field": ["set-not-null"],
  "adding-required-field": ["add-column-not-null-without-default"],
  "adding-serial-primary-key-field": ["add-column-auto-increment", "add-primary-key-without-index"],
  "ban-alter-domain-with-add-constraint": ["add-domain-constraint"],
  "ban-char-field": ["avoid-char"],
  "ban-concurrent-index-creation-in-transaction": ["concurrently-in-transaction"],
  "ban-create-domain-with-constraint": ["create-domain-with-constraint"],
  "ban-drop-column": ["drop-column"],
  "ban-drop-database": ["drop-database"],
  "ban-drop-not-null": ["drop-not-null"],
  "ban-drop-table": ["drop-table"],
  "ban-truncate-cascade": ["truncate-cascade"],
  "ban-uncommitted-transaction": ["unclosed-transaction"],
  "changing-column-type": ["change-column-type"],
  "constraint-missing-not-valid": [
    "add-check-without-not-valid",
    "add-foreign-key-without-not-valid",
    "add-unique-without-index",
  ],
  "disallowed-unique-constraint": ["add-unique-without-index"],
  "prefer-bigint-over-int": ["prefer-bigint"],
  "prefer-bigint-over-smallint": ["prefer-bigint"],
  "prefer-identity": ["prefer-identity"],
  "prefer-repack": ["vacuum-full-or-cluster"],
  "prefer-robust-stmts": null,
  "prefer-text-field": ["prefer-text"],
  "prefer-timestamp-tz": ["prefer-timestamptz"],
  "prefer-timestamptz": ["prefer-timestamptz"],
  "renaming-column": ["rename-column"],
  "renaming-table": ["rename-table"],
  "require-concurrent-index-creation": ["create-index-without-concurrently"],
  "require-concurrent-index-deletion": ["drop-index-without-concurrently"],
  "require-concurrent-partition-detach": ["detach-partition-without-concurrently"],
  "require-concurrent-reindex": ["reindex-without-concurrently"],
  "require-enum-value-ordering": ["enum-value-without-position"],
  "require-lock-timeout": ["missing-lock-timeout", "vacuum-full-or-cluster"],
  "require-statement-timeout": null,
  "require-table-schema": null,
  "transaction-nesting": ["nested-transaction"],
};

interface SquawkFinding {
  readonly file: string;
  /** From 0. */
  readonly line: number;
  readonly rule_name: string;
}

it("a thousand migration files, beside squawk", async () => {
  const program = join(installNpmTools(join(import.meta.dirname, "npm")), "node_modules/.bin/squawk");
  const folder = mkdtempSync(join(tmpdir(), "interlock-review-"));
  const dir = join(folder, "migrations");
  mkdirSync(dir);
  const files = migrationFiles(FILES);
  for (const { name, sql } of files) writeFileSync(join(dir, name), sql);
  const paths = files.map(({ name }) => join(dir, name));
  const ok = (error: { stdout?: string }) => error.stdout ?? "";
  const squawk = () =>
    run(program, ["--reporter", "json", "--pg-version", "15", ...paths], {
      maxBuffer: 1 << 28,
    }).then(({ stdout }) => stdout, ok);
  const ours = () =>
    run(process.execPath, ["bin/interlock.mjs", "review", "--pg", "15", "--format", "json", dir], {
      maxBuffer: 1 << 28,
    }).then(({ stdout }) => stdout, ok);
  const reviewed = JSON.parse(await ours()) as Review;
  const theirs = JSON.parse(await squawk()) as SquawkFinding[];
  expect(reviewed.files).toHaveLength(FILES);
  expect(theirs.length).toBeGreaterThan(0);

  const control = ratios(
    await pairs(
      2,
      () => timed(squawk),
      () => timed(squawk),
    ),
  );
  const measured = await pairs(
    PAIRS,
    () => timed(ours),
    () => timed(squawk),
  );
  const ratio = ratios(measured);
  report({
    area: "review",
    what: `interlock review of ${FILES.toLocaleString("en")} files ÷ squawk, whole processes`,
    ours: `${median(ratio).toFixed(2)} (${median(measured.map(([a]) => a)).toFixed(0)} ms)`,
    other: `${median(measured.map(([, b]) => b)).toFixed(0)} ms`,
    goal: "≤ 2",
    met: median(ratio) <= 2,
    spread: spreadOf(ratio),
    control: spreadOf(control),
  });

  const missed = missedBy(reviewed, theirs);
  report({
    area: "review",
    what: "unsafe statements that squawk flags and we do not, without a reason",
    ours: String([...missed.values()].reduce((a, b) => a + b, 0)),
    other: `${theirs.length} findings of squawk's`,
    goal: "0",
    met: missed.size === 0,
    spread: `${FILES} files`,
    control: null,
    ...(missed.size > 0
      ? { note: [...missed].map(([rule, count]) => `${rule} ${count} times`).join(", ") }
      : {}),
  });
  const { only, total } = ourOwn(reviewed, theirs);
  report({
    area: "review",
    what: "findings of unsafe statements that squawk does not have",
    ours: `${[...only.values()].reduce((a, b) => a + b, 0)} of ${total}`,
    other: "0",
    goal: "told in docs/review.md",
    met: true,
    spread: `${FILES} files`,
    control: null,
    note: [...only]
      .sort(([, a], [, b]) => b - a)
      .map(([rule, count]) => `${rule} ${count}`)
      .join(", "),
  });
  rmSync(folder, { recursive: true, force: true });
});

it("a file of 10 MB, beside ten of 1 MB", async () => {
  const folder = mkdtempSync(join(tmpdir(), "interlock-review-"));
  const reviewOf = async (megabytes: number) => {
    const path = join(folder, `${megabytes}.sql`);
    writeFileSync(path, dumpOf(megabytes * 1_000_000));
    const once = () => run(process.execPath, ["bin/interlock.mjs", "review", path], { maxBuffer: 1 << 28 });
    return () => timed(() => once().catch(() => {}));
  };
  const measured = await pairs(PAIRS, await reviewOf(10), await reviewOf(1));
  const ratio = ratios(measured.map(([ten, one]) => [ten, 10 * one]));
  report({
    area: "review",
    what: "a file of 10 MB ÷ ten times one of 1 MB, whole processes",
    ours: `${median(ratio).toFixed(2)} (${median(measured.map(([a]) => a)).toFixed(0)} ms)`,
    other: `10 × ${median(measured.map(([, b]) => b)).toFixed(0)} ms`,
    goal: "≤ 1",
    met: median(ratio) <= 1,
    spread: spreadOf(ratio),
    control: null,
  });
  rmSync(folder, { recursive: true, force: true });
});

/** Our errors and warnings where none of squawk's rules speaks that says the same, by rule. */
function ourOwn(review: Review, theirs: readonly SquawkFinding[]) {
  const said = new Map<string, Set<string>>();
  const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  const byName = new Map(review.files.map((file) => [nameOf(file.path), file]));
  for (const { file, line, rule_name } of theirs) {
    const statement = byName.get(nameOf(file))?.statements.findLast((one) => one.line <= line + 1);
    const key = `${nameOf(file)} ${statement?.index}`;
    said.set(key, (said.get(key) ?? new Set()).add(rule_name));
  }
  const only = new Map<string, number>();
  let total = 0;
  for (const { path, statements } of review.files) {
    for (const { index, findings } of statements) {
      const rules = [...(said.get(`${nameOf(path)} ${index}`) ?? [])];
      for (const { rule } of findings.filter(({ level }) => level !== "info")) {
        total += 1;
        if (!rules.some((one) => SAME[one]?.includes(rule))) only.set(rule, (only.get(rule) ?? 0) + 1);
      }
    }
  }
  return { only, total };
}

/** How often each of squawk's rules is found where ours say nothing of the kind about the statement. */
function missedBy(review: Review, theirs: readonly SquawkFinding[]): ReadonlyMap<string, number> {
  const missed = new Map<string, number>();
  const byName = new Map(review.files.map((file) => [file.path.slice(file.path.lastIndexOf("/") + 1), file]));
  for (const { file, line, rule_name } of theirs) {
    const same = SAME[rule_name];
    if (same === null) continue;
    const found = byName.get(file.slice(file.lastIndexOf("/") + 1));
    const statement = found?.statements.findLast((one) => one.line <= line + 1);
    if (same && statement?.findings.some(({ rule }) => same.includes(rule))) continue;
    if (statement && hasReason(rule_name, statement)) continue;
    missed.set(rule_name, (missed.get(rule_name) ?? 0) + 1);
  }
  return missed;
}

/** Why we say nothing although squawk does; docs/review.md says the same in words. */
function hasReason(rule: string, { blocksReads, blocksWrites, rewrites, scans }: ReviewedStatement): boolean {
  // Nobody's reads or writes wait behind it; and a timeout would end a concurrent build's own waits: an INVALID index.
  if (rule === "require-lock-timeout") return !blocksReads && !blocksWrites;
  // The file itself made the column so: no row is read or written.
  return ["adding-not-nullable-field", "changing-column-type"].includes(rule) && !rewrites && !scans;
}
