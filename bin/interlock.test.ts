import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "interlock-review-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], input = "") {
  const program = fileURLToPath(new URL("interlock.mjs", import.meta.url));
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

  it("takes a directory as one history, in order", () => {
    writeFileSync(join(folder, "2_widen.sql"), "ALTER TABLE t ALTER COLUMN n TYPE varchar(20);");
    writeFileSync(join(folder, "1_make.sql"), "CREATE TABLE t (id bigint PRIMARY KEY, n varchar(10));");
    const { status, stdout } = run(["review", folder, "--format", "json"]);
    expect(status).toBe(0);
    const { files } = JSON.parse(stdout) as { files: { path: string }[] };
    expect(files.map(({ path }) => path)).toEqual([join(folder, "1_make.sql"), join(folder, "2_widen.sql")]);
  });
});
