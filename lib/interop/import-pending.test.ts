import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { TOOL_IDS } from "@/lib/contracts/constants";
import type { ToolId } from "@/lib/contracts/interop";
import { loadParser, parseSql } from "@/lib/sql/parse";
import { detectTools } from "./detect";
import { importMigrations } from "./import-pending";
import { SAMPLES } from "./sample-repositories.fixture";

beforeAll(loadParser);

function importedOf(tool: ToolId, applied: readonly string[] | null) {
  const { files } = SAMPLES[tool];
  const detected = detectTools(files).find((one) => one.tool === tool);
  if (!detected) throw new Error(`${tool} is not detected`);
  return importMigrations(detected, files, applied);
}

/** One line for each statement and for what is left: `line mode statement`. */
function linesOf(tool: ToolId): string[] {
  const { applied } = SAMPLES[tool];
  return importedOf(tool, applied)
    .filter(({ isApplied }) => isApplied === false)
    .flatMap(({ name, late, parts, unread }) => [
      `${name}${late === null ? "" : ` (${late})`}`,
      ...parts.flatMap(({ sql, inTransaction }) => {
        const parsed = parseSql(sql);
        if (!parsed.ok) return [`  ${parsed.failure.message}`];
        return parsed.value.map(
          (statement) =>
            `  ${statement.line} ${inTransaction ? "tx" : "--"} ${statement.sql.replace(/\s+/g, " ")}`,
        );
      }),
      ...unread.map(({ line, code }) => `  ${line} ?? ${code}`),
    ]);
}

describe("what is not recorded yet, as SQL for review", () => {
  it.each(TOOL_IDS)("%s", (tool) => {
    expect(linesOf(tool)).toMatchSnapshot();
  });
});

describe("files that Interlock wrote", () => {
  const folder = (tool: ToolId) => new URL(`./${tool}/golden/`, import.meta.url);
  // Their order, or that they are run at all, stands in a file that the team has.
  const unlisted = ["drizzle", "sqitch", "atlas"];

  it.each(
    TOOL_IDS.filter((tool) => !unlisted.includes(tool)).flatMap((tool) =>
      readdirSync(folder(tool)).map((name) => [tool, name] as const),
    ),
  )("%s %s is read back whole", (tool, name) => {
    const files = readFileSync(new URL(name, folder(tool)), "utf8")
      .split(/^════ /m)
      .slice(1)
      .map((part) => ({
        path: part.slice(0, part.indexOf("\n")),
        content: part.slice(part.indexOf("\n") + 1),
      }));
    // Plain scripts of ours are named as golang-migrate's are.
    const [detected] = detectTools(files);
    expect(detected?.tool).toBe(tool === "sql" ? "golang-migrate" : tool);
    const migrations = importMigrations({ tool, migrations: detected?.migrations ?? [] }, files, null);
    expect(migrations.flatMap(({ unread }) => unread)).toEqual([]);
    const statements = migrations.flatMap(({ parts }) =>
      parts.flatMap(({ sql }) => {
        const parsed = parseSql(sql);
        return parsed.ok ? parsed.value : [];
      }),
    );
    expect(statements.some(({ kind }) => kind === "CreateTrigStmt")).toBe(true);
    expect(statements.some(({ kind }) => kind === "DoStmt" || kind === "UpdateStmt")).toBe(true);
  });
});
