// `npm run test:faults`: the executor under faults on PostgreSQL 13, 15 and 18, then the long counts.
// `npm run test:faults -- 13 long` runs only those. KILLS, CUTS, TAKEOVERS, ROWS and SEED may be set.
import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { endWithNpm, ensureDependencies, ROOT, requireNode } from "./prepare.mjs";
import { ensureFaultTools, ensurePostgres15 } from "./test-tools.mjs";
import { runVitest } from "./vitest-run.mjs";

requireNode();
process.chdir(ROOT);
endWithNpm();
await ensureDependencies(console.log);
await ensurePostgres15(console.log);
await ensureFaultTools(console.log);

const seed = process.env.SEED ?? String(randomInt(1_000_000));
const counts = {
  KILLS: process.env.KILLS ?? "200",
  CUTS: process.env.CUTS ?? "200",
  TAKEOVERS: process.env.TAKEOVERS ?? "20",
  ROWS: process.env.ROWS ?? "2000000",
};
const short = Object.fromEntries(Object.keys(counts).map((name) => [name, undefined]));
// A row that was lost once is lost, whatever the next try says.
const retry = 0;
const executor = (major) => () =>
  runVitest("db", {
    filters: ["lib/executor"],
    retry,
    env: { ...short, INTERLOCK_TEST_MAJOR: major, SEED: seed },
  });
const STAGES = {
  13: executor("13"),
  15: executor("15"),
  18: executor("18"),
  long: () =>
    runVitest("db", {
      filters: ["random-kills", "network", "two-workers", "many-rows"].map(
        (name) => `lib/executor/${name}.db.test.ts`,
      ),
      retry,
      env: { ...counts, SEED: seed },
    }),
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(STAGES, name));
if (unknown !== undefined) {
  console.error(`There is no stage ${unknown}. Stages: ${Object.keys(STAGES).join(", ")}.`);
  process.exit(2);
}
const total = { passed: 0, failed: 0 };
const lines = [];
for (const [name, stage] of Object.entries(STAGES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const startedAt = performance.now();
  const { passed, failed, names } = await stage();
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  lines.push(
    `${name}: ${passed} passed, ${failed} failed (${seconds} s)`,
    ...names.map((failedTest) => `  ${failedTest}`),
  );
}
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
console.log(`\n${lines.join("\n")}\nseed ${seed}, ${commit()}; long counts ${JSON.stringify(counts)}`);
console.log(`${total.passed} passed, ${total.failed} failed`);

/** What was tested. */
function commit() {
  try {
    const git = (...args) => execFileSync("git", args, { encoding: "utf8" }).trim();
    const changed = git("status", "--porcelain") === "" ? "" : " with changes of its own";
    return `commit ${git("rev-parse", "--short", "HEAD")}${changed}`;
  } catch {
    return "not in a git clone";
  }
}
