// `npm run test:versions`: on each PostgreSQL that npm test leaves out, the recorded observations again and every operation
// case. `npm run test:versions -- 13 17 facts` runs only those; `-- 13 add-column drop-column` only cases of those kinds.
import { register } from "tsx/esm/api";
import { ensureDependencies, ROOT, requireNode } from "./prepare.mjs";
import { runVitest } from "./vitest-run.mjs";

requireNode();
process.chdir(ROOT);
await ensureDependencies(console.log);
register();
const { compareVersions } = await import("./test-versions.ts");
const { OPERATION_WORDS } = await import("../lib/change/registry.ts");

const STAGES = ["facts", "operations"];
const asked = process.argv.slice(2);
const majors = asked.filter((word) => /^\d+$/.test(word));
const stages = asked.filter((word) => STAGES.includes(word));
const kinds = asked.filter((word) => Object.hasOwn(OPERATION_WORDS, word));
const unknown = asked.find((word) => ![...majors, ...stages, ...kinds].includes(word));
if (unknown !== undefined) {
  console.error(
    `${unknown} is no version, none of ${STAGES.join(" and ")}, and no kind of operation: ${Object.keys(OPERATION_WORDS).join(", ")}.`,
  );
  process.exit(2);
}
const runs = (stage) =>
  stages.includes(stage) || (stages.length === 0 && (stage === "operations" || kinds.length === 0));
const failures = [];
// npm test runs what is recorded of 18 with the embedded server, and of 15 with Debian's, not with npm's.
if (runs("facts")) {
  const code = await compareVersions(
    (majors.length > 0 ? majors : ["13", "14", "15", "16", "17"]).map(Number),
  );
  if (code !== 0) failures.push("facts");
}
if (runs("operations")) {
  for (const major of majors.length > 0 ? majors : ["13", "14", "16", "17"]) {
    const { passed, failed, names } = await runVitest("db", {
      filters: ["lib/planner/operations.db.test.ts"],
      env: { INTERLOCK_TEST_MAJOR: major },
      retry: 0,
      ...(kinds.length > 0 ? { pattern: `(^|\\W)(${kinds.join("|")})'?: ` } : {}),
    });
    console.log([`PostgreSQL ${major}: ${passed} passed, ${failed} failed`, ...names].join("\n  "));
    if (failed > 0) failures.push(`operations on ${major}`);
  }
}
if (failures.length > 0) console.log(`failed: ${failures.join(", ")}`);
process.exitCode = failures.length > 0 ? 1 : 0;
