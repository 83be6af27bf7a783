import { afterEach, expect, it } from "vitest";
import { startOwnServer } from "../testing/own-server";
import { expectExactlyOnce, rowsDone, SLOW } from "./fixture-rows";
import { SEED, seededRandom } from "./fixture-seed";
import { createWorld, type World } from "./fixture-world";

/** `TAKEOVERS=50` is a long count. */
const TAKEOVERS = Number(process.env.TAKEOVERS ?? 3);

let world: World;
afterEach(async () => {
  await world?.close();
});

/** A session of the run's, as the server's log has it: from its first statement that writes to its last line. */
interface Working {
  readonly pid: string;
  from: string;
  to: string;
}

const LINE = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \w+) \[(\d+)\] (\S*) (.*)$/;
// Waiting for the fence reads and asks for locks; all that follows it changes something or begins to.
const WRITES =
  /statement: .*\b(BEGIN|INSERT|UPDATE|DELETE|ALTER|CREATE|DROP|VACUUM|ANALYZE)\b|execute .*: *(INSERT|UPDATE|WITH|DELETE)/;

/** Every session of `name` that wrote, in the order in which they began to. */
function sessionsOf(log: string, name: string): Working[] {
  const sessions = new Map<string, Working>();
  for (const line of log.split("\n")) {
    const [, at, pid, application, message] = LINE.exec(line) ?? [];
    if (!at || !pid || !message || application !== name) continue;
    const known = sessions.get(pid);
    // The locks are free a moment before this is logged.
    if (/disconnection: /.test(message)) continue;
    if (known) known.to = at;
    else if (WRITES.test(message)) sessions.set(pid, { pid, from: at, to: at });
  }
  return [...sessions.values()].toSorted((a, b) => a.from.localeCompare(b.from));
}

it(`no statement of a worker runs while another's does, by the server's own log, after ${TAKEOVERS} kills (seed ${SEED})`, async () => {
  const random = seededRandom();
  const server = await startOwnServer({
    settings: {
      log_statement: "all",
      log_duration: "on",
      log_disconnections: "on",
      log_line_prefix: "%m [%p] %a ",
    },
  });
  world = await createWorld({ server, rows: 6_000 * TAKEOVERS, policy: SLOW });
  world.after(() => server.remove());
  const children = Array.from({ length: 3 }, () => world.spawnWorker());
  expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
  const runId = await world.start("backfill");
  /** Who has the run: the pid of the process. */
  const holder = async () => {
    const { rows } = await world.store.pool.query<{ pid: number; epoch: number }>(
      "select w.pid, r.epoch from runs r join workers w on w.id = r.lease_owner where r.id = $1",
      [runId],
    );
    return rows[0];
  };
  for (let taken = 1; taken <= TAKEOVERS; taken++) {
    const at = (await world.run(runId)).steps[0]!.progress?.rowsDone ?? 0;
    await expect.poll(async () => (await holder())?.epoch, { timeout: 60_000 }).toBe(taken);
    await world.until(runId, rowsDone(at + 500));
    await new Promise((resolve) => setTimeout(resolve, random() * 200));
    const { pid } = (await holder())!;
    expect(children.find((child) => child.pid === pid)?.kill("SIGKILL")).toBe(true);
    children.push(world.spawnWorker());
  }
  expect((await world.finish(runId, 1_200_000)).state).toBe("succeeded");
  await expectExactlyOnce(world, 6_000 * TAKEOVERS);
  const sessions = sessionsOf(server.log(), `interlock:run:${runId}`);
  expect(sessions.length).toBeGreaterThan(TAKEOVERS);
  for (const [i, next] of sessions.entries()) {
    const before = sessions[i - 1];
    if (before) expect(before.to <= next.from, JSON.stringify([before, next])).toBe(true);
  }
}, 3_600_000);
