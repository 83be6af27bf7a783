// `npm test`: installs what is missing, runs every check, and ends with the line `N passed, N failed`.
// `npm test -- unit db` runs only those stages.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  endWithNpm,
  ensureBuild,
  ensureDependencies,
  ROOT,
  requireNode,
  runForwardingSignals,
  StartFailure,
} from "./prepare.mjs";
import { ensureBrowser, ensureFaultTools, ensurePostgres15 } from "./test-tools.mjs";
import { readReport, runVitest, settle, testEnvironment } from "./vitest-run.mjs";

requireNode();
process.chdir(ROOT);
endWithNpm();
const say = (line) => console.log(line);
const reports = mkdtempSync(join(tmpdir(), "interlock-report-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

/** Each stage resolves to how many checks passed and failed. The build comes first: it writes types that tsc reads. */
const STAGES = {
  build,
  types: () => check("node_modules/typescript/bin/tsc", ["--noEmit"]),
  lint: () => check("node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."]),
  unused: () => check("node_modules/knip/bin/knip.js", []),
  unit: () => runVitest("unit"),
  db,
  e2e,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(STAGES, name));
if (unknown !== undefined) {
  console.error(`There is no stage ${unknown}. Stages: ${Object.keys(STAGES).join(", ")}.`);
  process.exit(2);
}

const total = { passed: 0, failed: 0 };
const lines = [];
try {
  await ensureDependencies(say);
  for (const [name, stage] of Object.entries(STAGES)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    say(`\n── ${name} ──`);
    const startedAt = performance.now();
    const { passed, failed, names = [] } = await stage();
    total.passed += passed;
    total.failed += failed;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    lines.push(
      `${failed === 0 ? "ok  " : "FAIL"} ${name}: ${passed} passed, ${failed} failed (${seconds} s)`,
      ...names.map((failedTest) => `       ${failedTest}`),
    );
  }
} catch (error) {
  console.error(error instanceof StartFailure ? error.message : error);
  total.failed += 1;
}
say(`\n${lines.join("\n")}`);
// A run that checked nothing must not look green.
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
say(`${total.passed} passed, ${total.failed} failed`);

async function build() {
  try {
    await ensureBuild(say);
    return { passed: 1, failed: 0 };
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    console.error(error.message);
    return { passed: 0, failed: 1 };
  }
}

async function db() {
  await ensurePostgres15(say);
  await ensureFaultTools(say);
  return runVitest("db");
}

async function e2e() {
  const problem = await ensureBrowser(say);
  if (problem !== null) {
    console.error(problem);
    return { passed: 0, failed: 1 };
  }
  const file = join(reports, "e2e.json");
  const { code } = await runForwardingSignals(
    process.execPath,
    ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"],
    { env: { ...testEnvironment(), PLAYWRIGHT_JSON_OUTPUT_NAME: file } },
  );
  const stats = readReport(file)?.stats;
  return settle(code, {
    passed: stats?.expected ?? 0,
    failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0),
  });
}

async function check(script, args) {
  const { code } = await runForwardingSignals(process.execPath, [script, ...args], {
    env: testEnvironment(),
  });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}
