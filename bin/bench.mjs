// `npm run bench [-- NAME …]`: measures, prints a table, and with --write keeps it in docs/performance.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { endWithNpm, ensureDependencies, ROOT, requireNode, runForwardingSignals } from "./prepare.mjs";
import { ensurePostgres15 } from "./test-tools.mjs";

requireNode();
process.chdir(ROOT);
endWithNpm();
await ensureDependencies(console.log);
await ensurePostgres15(console.log);

const write = process.argv.includes("--write");
const names = process.argv.slice(2).filter((name) => name !== "--write");
const folder = mkdtempSync(join(tmpdir(), "interlock-bench-"));
const out = join(folder, "rows.ndjson");
writeFileSync(out, "");
const { code } = await runForwardingSignals(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "--project", "bench", ...names],
  { env: { ...process.env, INTERLOCK_BENCH_OUT: out } },
);
const rows = readFileSync(out, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line));
rmSync(folder, { recursive: true, force: true });
const cell = (text) => String(text ?? "–").replaceAll("|", "\\|");
const table = [
  "| area | what | ours | other | goal | | spread | control |",
  "|---|---|---|---|---|---|---|---|",
  ...rows.map(
    (row) =>
      `| ${[row.area, row.what, row.ours, row.other, row.goal, row.met ? "met" : "**missed**", row.spread, row.control].map(cell).join(" | ")} |`,
  ),
  "",
  ...rows.filter((row) => row.note).map((row) => `- ${row.what}: ${row.note}`),
].join("\n");
console.log(`\n${table}`);
if (write && rows.length > 0) {
  const page = "docs/performance.md";
  const [start, end] = ["<!-- bench -->", "<!-- /bench -->"];
  const text = readFileSync(page, "utf8");
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
  const before = text.slice(0, text.indexOf(start) + start.length);
  writeFileSync(page, `${before}\n${machine}.\n\n${table}\n${text.slice(text.indexOf(end))}`);
}
process.exitCode = code;
