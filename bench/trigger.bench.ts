import pg from "pg";
import { expect, it } from "vitest";
import { runAction, stepsOf } from "@/lib/testing/plan-runner";
import { plannedDatabase } from "@/lib/testing/planned-database";
import { median, report, spreadOf } from "./row";

const ROWS = 100_000;
const CLIENTS = 4;
const SLICE_MS = 2_000;
const PAIRS = 8;

/** Transactions a second of one-row updates in a closed loop, for one slice. */
async function throughput(clients: readonly pg.Client[], table: string): Promise<number> {
  const until = performance.now() + SLICE_MS;
  const counts = await Promise.all(
    clients.map(async (client) => {
      let count = 0;
      while (performance.now() < until) {
        const id = 1 + Math.floor(Math.random() * ROWS);
        await client.query({
          name: `update-${table}`,
          text: `UPDATE public.${table} SET full_name = $2, age = age + 1 WHERE id = $1`,
          values: [id, `person ${id} ${count}`],
        });
        count++;
      }
      return count;
    }),
  );
  return (counts.reduce((a, b) => a + b, 0) * 1000) / SLICE_MS;
}

it("one-row updates with the two-way trigger, beside the same table without", async () => {
  const make = (
    name: string,
  ) => `CREATE TABLE public.${name} (id int PRIMARY KEY, full_name text, age int NOT NULL) WITH (fillfactor = 80);
    INSERT INTO public.${name} SELECT g, 'person ' || g, 0 FROM generate_series(1, ${ROWS}) g;`;
  const database = await plannedDatabase(
    18,
    `${make("with_it")} ${make("without_it")} ${make("neither")} GRANT ALL ON ALL TABLES IN SCHEMA public TO $app; ANALYZE`,
  );
  const plan = await database.planned({ sentence: "rename public.with_it.full_name to name" });
  for (const step of stepsOf(plan, "expand")) await runAction(database.owner, step);
  const { host, port, user, password, database: name } = database.app as pg.Client & { database: string };
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const client = new pg.Client({ host, port, user, password: password as string, database: name });
      await client.connect();
      return client;
    }),
  );
  await throughput(clients, "with_it");
  await throughput(clients, "without_it");
  const ratio: number[] = [];
  const control: number[] = [];
  for (let at = 0; at < PAIRS; at++) {
    const bare = await throughput(clients, "without_it");
    const ours = await throughput(clients, "with_it");
    const again = await throughput(clients, "neither");
    expect(bare).toBeGreaterThan(0);
    ratio.push(ours / ((bare + again) / 2));
    control.push(again / bare);
  }
  await Promise.all(clients.map((client) => client.end()));
  await database.close();
  report({
    area: "dual write",
    what: "transactions a second with the two-way trigger ÷ without, one-row updates of the old column",
    ours: median(ratio).toFixed(2),
    other: null,
    goal: "0.90 or as near as it gets",
    met: median(ratio) >= 0.9,
    spread: spreadOf(ratio),
    control: spreadOf(control),
  });
});
