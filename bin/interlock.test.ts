import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { Review } from "@/lib/contracts/review";
import { SAMPLES } from "@/lib/interop/sample-repositories.fixture";

const folder = mkdtempSync(join(tmpdir(), "interlock-review-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = fileURLToPath(new URL("interlock.mjs", import.meta.url));

function run(args: readonly string[], input = "") {
  return spawnSync(process.execPath, [program, ...args], { input, encoding: "utf8" });
}

describe("interlock review", { timeout: 30_000 }, () => {
  it.each([
    ["nothing unsafe", "SELECT 1;", 0],
    ["something unsafe", "DROP TABLE t;", 1],
    ["no valid SQL", "ALTER TABEL t;", 2],
  ])("ends with its exit code: %s", (_, sql, code) => {
    expect(run(["review", "-"], sql).status).toBe(code);
  });

  it.each([
    [["review", "--pg", "9"]],
    [["review", "nowhere.sql"]],
    [["revue"]],
    [["review", "--enable", "no-rule"]],
  ])("says wrong use with 2: %j", (args) => {
    const { status, stderr } = run(args);
    expect(status).toBe(2);
    expect(stderr).not.toContain("    at ");
  });

  it.each([
    [["review", "nowhere.sql"], "there is no file nowhere.sql"],
    [["export", "--plan", "nowhere.json", "--tool", "knex", "--out", "."], "there is no file nowhere.json"],
    [["export", "--plan", program, "--tool", "knex", "--out", "."], `${program} is no JSON: `],
  ])("names the file that is not as it should be: %j", (args, message) => {
    expect(run(args).stderr).toContain(`interlock: ${message}`);
  });

  it.each([
    ["rails", "Rails in db/migrate (by ActiveRecord::Migration): 3 migrations"],
    ["knex", "Knex in migrations (by knexfile.js): 3 migrations"],
  ] as const)("recognises %s and says what it did not look into", (tool, line) => {
    const root = join(folder, tool);
    for (const { path, content } of SAMPLES[tool].files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    const { stdout } = spawnSync(process.execPath, [program, "review", "."], { cwd: root, encoding: "utf8" });
    expect(stdout.split("\n")[0]).toBe(line);
    expect(stdout).toContain("not-looked-into");
    expect(stdout).toContain("is not known without running it");
  });

  it("gives each file the transaction of its tool, a file given by name too", () => {
    const unmarked = "-- migrate:up\nCREATE INDEX CONCURRENTLY i ON t (a);\n-- migrate:down\nDROP TABLE t;\n";
    const marked = unmarked.replace("migrate:up", "migrate:up transaction:false");
    for (const [name, sql] of [
      ["1_unmarked.sql", unmarked],
      ["2_marked.sql", marked],
    ] as const) {
      writeFileSync(join(folder, name), sql);
    }
    const paths = [join(folder, "1_unmarked.sql"), join(folder, "2_marked.sql")];
    const { files, tools } = JSON.parse(run(["review", ...paths, "--format", "json"]).stdout) as Review;
    expect(tools?.map(({ tool, total }) => [tool, total])).toEqual([["dbmate", 2]]);
    const rules = files.map(({ statements }) =>
      statements.flatMap(({ findings }) => findings.map(({ rule }) => rule)),
    );
    expect(rules[0]).toContain("concurrently-in-transaction");
    expect(rules[1]).not.toContain("concurrently-in-transaction");
    expect(rules.flat()).not.toContain("drop-table");
    for (const path of paths) rmSync(path);
  });

  it("takes a directory as one history, in order", () => {
    const folder = mkdtempSync(join(tmpdir(), "interlock-history-"));
    writeFileSync(join(folder, "2_widen.sql"), "ALTER TABLE t ALTER COLUMN n TYPE varchar(20);");
    writeFileSync(join(folder, "1_make.sql"), "CREATE TABLE t (id bigint PRIMARY KEY, n varchar(10));");
    const { status, stdout } = run(["review", folder, "--format", "json"]);
    expect(status).toBe(0);
    const { files } = JSON.parse(stdout) as { files: { path: string }[] };
    expect(files.map(({ path }) => path)).toEqual([join(folder, "1_make.sql"), join(folder, "2_widen.sql")]);
    rmSync(folder, { recursive: true });
  });
});

describe("the pipelines in docs/ci.md", { timeout: 30_000 }, () => {
  const page = readFileSync(new URL("../docs/ci.md", import.meta.url), "utf8");
  const calls = [...page.matchAll(/interlock\.mjs (\w+)([^\n]*)/g)].map(([, command = "", rest = ""]) => ({
    command,
    options: [...rest.matchAll(/--[a-z-]+/g)].map(([option]) => option),
  }));

  it.each(["review", "check"])("know the options of %s", (command) => {
    const own = calls.filter((call) => call.command === command);
    expect(own.length).toBeGreaterThan(1);
    const { stdout } = run([command, "--help"]);
    for (const option of own.flatMap(({ options }) => options)) expect(stdout).toContain(option);
  });

  it("have blocks of YAML without tabs, each with its jobs", () => {
    const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
    expect(blocks).toHaveLength(3);
    expect(blocks.join("")).not.toContain("\t");
    expect(calls.every(({ command }) => ["review", "check"].includes(command))).toBe(true);
  });

  it("fail where something new is unsafe, and where the base is not there", () => {
    expect(page).toMatch(/defaults:\n +run:\n +shell: bash/);
    const script = /run: \|\n((?: +[^\n]*\n){2})/.exec(page)?.[1] ?? "";
    expect(script).toContain("git diff");
    const shop = mkdtempSync(join(tmpdir(), "interlock-pipeline-"));
    try {
      const inShop = (command: string, args: readonly string[], env = {}) =>
        spawnSync(command, args, { cwd: shop, encoding: "utf8", env: { ...process.env, ...env } });
      const git = (...args: string[]) =>
        inShop("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...args]).stdout.trim();
      git("init", "-q");
      symlinkSync(dirname(dirname(program)), join(shop, ".interlock"));
      git("commit", "-q", "--allow-empty", "-m", "Begin");
      const base = git("rev-parse", "HEAD");
      mkdirSync(join(shop, "db", "migrate"), { recursive: true });
      writeFileSync(join(shop, "db", "migrate", "2 drop.sql"), "DROP TABLE t;");
      git("add", "db");
      git("commit", "-q", "-m", "Drop");
      // As GitHub calls `shell: bash`.
      const step = (BASE: string) =>
        inShop("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], { BASE });
      const unsafe = step(base);
      expect(unsafe.status).not.toBe(0);
      expect(unsafe.stdout).toContain("::error file=db/migrate/2 drop.sql");
      expect(step(git("rev-parse", "HEAD")).status).toBe(0);
      expect(step("0".repeat(40)).status).not.toBe(0);
    } finally {
      rmSync(shop, { recursive: true });
    }
  });
});
