import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type RunningInterlock, startInterlock } from "../e2e/fixtures/interlock";
import { killAll, processTree } from "../e2e/fixtures/processes";
import { SEED, seededRandom } from "../lib/executor/fixture-seed";
import { freePort } from "../lib/server/free-port";
import { createTestDatabase } from "../lib/testing/postgres";

// Real processes throughout. The demo has tests of its own; without it a start takes a second or two.
const env = { INTERLOCK_DEMO: "0" };

let running: RunningInterlock[] = [];
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-start-"));
  // Where we are root, Postgres runs as another account and can then keep its data in here, to go with it.
  chmodSync(folder, 0o711);
});
afterEach(async () => {
  for (const interlock of running) await interlock.remove();
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Parameters<typeof startInterlock>[0] = {}): Promise<RunningInterlock> {
  const interlock = await startInterlock({ ...options, env: { ...env, ...options.env } });
  running.push(interlock);
  return interlock;
}

/** Runs a command in the clone to its end: exit code, and what it printed besides that it had to build first. */
function finish(command: string, args: string[], settings: Record<string, string>) {
  return new Promise<{ code: number | null; lines: string[] }>((resolve) => {
    const child = spawn(command, args, {
      env: { ...process.env, NODE_ENV: "production", ...env, ...settings },
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
    child.once("close", (code) => resolve({ code, lines: printed.split("\n").filter(isNews) }));
  });
}

const isNews = (line: string): boolean => line !== "" && !line.startsWith("Building the pages");

const refusedStart = (settings: Record<string, string>) =>
  finish(process.execPath, ["bin/start.mjs"], { INTERLOCK_DATA_DIR: folder, ...settings });

/** Every process that was given this data folder, and every Postgres on it. */
function processesOn(dataDir: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const given = readFileSync(`/proc/${pid}/environ`, "utf8").includes(
          `INTERLOCK_DATA_DIR=${dataDir}\0`,
        );
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return given || command.includes(`-D ${dataDir}/`) ? [command] : [];
      } catch {
        return [];
      }
    });
}

async function users({ url, admin }: RunningInterlock): Promise<number> {
  const response = await fetch(`${url}/api/v1/users`, {
    headers: { authorization: `Bearer ${admin.apiKey}` },
  });
  return response.status;
}

it("serves, turns a second start away, and leaves nothing running after SIGTERM", async () => {
  const interlock = await start();
  expect((await fetch(`${interlock.url}/api/v1/health`)).status).toBe(200);
  expect(await users(interlock)).toBe(200);

  const twice = await refusedStart({ INTERLOCK_DATA_DIR: interlock.dataDir, PORT: String(await freePort()) });
  expect(twice).toMatchObject({ code: 1, lines: [expect.stringContaining("already runs on")] });
  const samePort = await refusedStart({ PORT: new URL(interlock.url).port });
  expect(samePort).toMatchObject({
    code: 1,
    lines: [expect.stringMatching(/^Port \d+ .* is taken: .*PORT=/)],
  });

  expect(processesOn(interlock.dataDir).length).toBeGreaterThanOrEqual(4);
  await interlock.stop();
  expect(processesOn(interlock.dataDir)).toEqual([]);
});

it.each([
  ["json", /^\{"level":30,.*"worker started"\}$/m],
  ["text", /^A worker runs\.$/m],
])("prints its log as %s where asked to", async (format, line) => {
  const interlock = await start({ env: { INTERLOCK_LOG_FORMAT: format } });
  await vi.waitFor(() => expect(interlock.output()).toMatch(line), { timeout: 30_000 });
  expect(/^\{/m.test(interlock.output())).toBe(format === "json");
});

it("goes on after kill -9 with what it had, and its children do not outlive it", async () => {
  const interlock = await start();
  const port = Number(new URL(interlock.url).port);
  await interlock.kill();
  await vi.waitFor(
    () => expect(processesOn(interlock.dataDir).filter((line) => !/postgres/.test(line))).toEqual([]),
    {
      timeout: 15_000,
    },
  );
  expect(processesOn(interlock.dataDir)).not.toEqual([]);

  const again = await start({ dataDir: interlock.dataDir, port, admin: interlock.admin });
  expect(await users(again)).toBe(200);
  await again.stop();
  expect(processesOn(interlock.dataDir)).toEqual([]);
});

it(`comes up after first starts that were killed half-way (seed ${SEED})`, async () => {
  const random = seededRandom();
  const home = join(folder, "postgres");
  const isMakingCluster = () =>
    existsSync(home) && readdirSync(home).some((name) => name.startsWith("making-"));
  const isServerUp = () => existsSync(join(home, "data", "postmaster.pid"));
  // In initdb; while the server starts; while the database is made and migrated.
  for (const [reached, withinMs] of [
    [isMakingCluster, 300],
    [isServerUp, 100],
    [isServerUp, 1_500],
  ] as const) {
    const child = spawn(process.execPath, ["bin/start.mjs"], {
      env: { ...process.env, ...env, INTERLOCK_DATA_DIR: folder, PORT: String(await freePort()) },
      stdio: "ignore",
    });
    await vi.waitFor(() => expect(reached()).toBe(true), { timeout: 60_000, interval: 10 });
    await new Promise((resolve) => setTimeout(resolve, random() * withinMs));
    const withPostgres = random() < 0.5;
    await killAll(
      processTree(child.pid ?? 0).filter(({ name }) => withPostgres || !name.startsWith("postgres")),
    );
    // What the next start waits for must be of the next start.
    if (withPostgres) rmSync(join(home, "data", "postmaster.pid"), { force: true });
  }
  const interlock = await start({ dataDir: folder });
  expect(await users(interlock)).toBe(200);
  await interlock.stop();
  expect(readdirSync(home).filter((name) => name.startsWith("making-"))).toEqual([]);
}, 300_000);

it("restarts a killed web process and a killed Postgres", async () => {
  const interlock = await start();
  const pidOf = (pattern: RegExp): number =>
    Number(
      readdirSync("/proc").find((pid) => {
        try {
          const own = readFileSync(`/proc/${pid}/environ`, "utf8").includes(interlock.dataDir);
          const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
          return (own || command.includes(interlock.dataDir)) && pattern.test(command);
        } catch {
          return false;
        }
      }),
    );
  process.kill(pidOf(/bin\/web\.mjs/), "SIGKILL");
  await vi.waitFor(() => expect(interlock.output()).toContain("web was ended by SIGKILL"), {
    timeout: 10_000,
  });
  process.kill(pidOf(/bin\/postgres -D/), "SIGKILL");
  await vi.waitFor(() => expect(interlock.output()).toContain("Postgres ended unexpectedly"), {
    timeout: 10_000,
  });
  await vi.waitFor(async () => expect(await users(interlock)).toBe(200), { timeout: 30_000, interval: 100 });
});

it("leaves nothing running when npm itself is told to end", async () => {
  const npm = spawn("npm", ["start"], {
    env: { ...process.env, ...env, INTERLOCK_DATA_DIR: folder, PORT: String(await freePort()) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  npm.stdout.on("data", (chunk) => (printed += chunk));
  await vi.waitFor(() => expect(printed).toContain("Interlock is at"), { timeout: 60_000 });
  expect(printed).toMatch(/one-time code \S+/);
  npm.kill("SIGTERM");
  await vi.waitFor(() => expect(processesOn(folder)).toEqual([]), { timeout: 20_000 });
});

it("uses DATABASE_URL instead of an embedded server, and refuses a database from the future", async () => {
  const database = await createTestDatabase(18);
  try {
    const interlock = await start({ env: { DATABASE_URL: database.url } });
    expect(await users(interlock)).toBe(200);
    expect(readdirSync(interlock.dataDir)).toEqual(["secret.key"]);
    await interlock.stop();

    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      "insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 99999999999999)",
    );
    await client.end();
    const refused = await refusedStart({ DATABASE_URL: database.url, PORT: String(await freePort()) });
    expect(refused).toMatchObject({ code: 1, lines: [expect.stringContaining("newer Interlock")] });
  } finally {
    for (const interlock of running) await interlock.remove();
    await database.drop();
  }
});

it.each([
  [{ DATABASE_URL: "nonsense" }, "DATABASE_URL is not a connection string"],
  [{ DATABASE_URL: "postgres://u:hush@127.0.0.1:1/x" }, "Nothing listens at 127.0.0.1:1"],
  [{ PORT: "abc" }, "PORT is"],
])("ends with one line for %o", async (settings, text) => {
  const { code, lines } = await refusedStart({ PORT: String(await freePort()), ...settings });
  expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringContaining(text)] });
  expect(lines[0]).not.toContain("hush");
});

it("ends with one line where the data folder cannot be made", async () => {
  writeFileSync(join(folder, "file"), "");
  const { code, lines } = await refusedStart({ INTERLOCK_DATA_DIR: join(folder, "file") });
  expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringContaining("INTERLOCK_DATA_DIR")] });
});
