// `npm run test:tools`: our files under the real migration tools, as far as npm and Debian have them.
import { endWithNpm, ensureDependencies, ROOT, requireNode, runForwardingSignals } from "./prepare.mjs";
import { ensureMigrationTools } from "./test-tools.mjs";

requireNode();
process.chdir(ROOT);
endWithNpm();
await ensureDependencies(console.log);
await ensureMigrationTools(console.log);
const { code } = await runForwardingSignals(process.execPath, [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--project",
  "tools",
  ...process.argv.slice(2),
]);
process.exitCode = code;
