// Runs test files and counts; for the commands that end with `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { runForwardingSignals } from "./prepare.mjs";

/**
 * One project of vitest, or only its files that `filters` name and its tests that `pattern` finds. `env` is added to what
 * tests may see of the shell's; `retry` is how many more tries a failed test gets, else as the project says. `names` says which tests failed.
 */
export async function runVitest(project, { filters = [], pattern, env = {}, retry } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "interlock-report-"));
  try {
    const file = join(folder, "report.json");
    const flags = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    if (retry !== undefined) flags.push(`--retry=${retry}`);
    if (pattern !== undefined) flags.push(`--testNamePattern=${pattern}`);
    const { code } = await runForwardingSignals(
      process.execPath,
      ["node_modules/vitest/vitest.mjs", "run", "--project", project, ...flags, ...filters],
      { env: { ...testEnvironment(), ...env } },
    );
    const report = readReport(file);
    // A file that cannot be loaded has no tests to fail.
    const broken = report?.testResults.filter(
      (result) =>
        result.status === "failed" && !result.assertionResults.some(({ status }) => status === "failed"),
    );
    const counted = settle(code, {
      passed: report?.numPassedTests ?? 0,
      failed: (report?.numFailedTests ?? 0) + (broken?.length ?? 0),
    });
    return { ...counted, names: report === null ? [] : namesOfFailed(report) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each failed test of a report as `file > its name: first line of the reason`. */
function namesOfFailed(report) {
  return report.testResults.flatMap((result) => {
    const file = relative(process.cwd(), result.name);
    const failed = result.assertionResults.filter(({ status }) => status === "failed");
    if (failed.length === 0)
      return result.status === "failed" ? [`${file}: ${firstLine(result.message)}`] : [];
    return failed.map((test) => `${file} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  });
}

const firstLine = (text = "") => text.split("\n", 1)[0].slice(0, 300);

/** A stage that ran nothing, or that ended badly without naming a failed test, has failed. */
export function settle(code, { passed, failed }) {
  const quietFailure = failed === 0 && (code !== 0 || passed === 0);
  if (quietFailure) console.error(passed === 0 ? "No test ran." : `The runner ended with code ${code}.`);
  return { passed, failed: quietFailure ? 1 : failed };
}

/** A report in JSON, or null where none was written. */
export function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** Settings of the shell must not reach the tests: they say themselves which server they mean. */
export function testEnvironment() {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(PG[A-Z]+|DATABASE_URL|PORT|HOST|INTERLOCK_.*|NODE_ENV)$/.test(name),
  );
  return { ...Object.fromEntries(own), NEXT_TELEMETRY_DISABLED: "1" };
}
