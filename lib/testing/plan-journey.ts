import pg from "pg";
import { expect } from "vitest";
import { type DiffOptions, diffCatalogs } from "@/lib/catalog/diff";
import type { Catalog } from "@/lib/catalog/model";
import { readCatalog } from "@/lib/catalog/read";
import { type ChangeWords, understandChange } from "@/lib/change/understand";
import { DEFAULT_POLICY } from "@/lib/contracts/environment";
import type { PhaseNode, PlanDraft, Step } from "@/lib/contracts/plan";
import type { Failure, Result } from "@/lib/contracts/result";
import { planChange } from "@/lib/planner/plan";
import { changedRows, type Picture, picture } from "@/lib/rehearsal/picture";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { compareStrength, stronger } from "@/lib/sql/lock-modes";
import { type Ran, runAction } from "./plan-runner";

export { changedRows, picture } from "@/lib/rehearsal/picture";

/**
 * A plan's whole way on a real server: each phase up, each down from every boundary, and up again. Fails where an action
 * takes other locks than promised, a probe does not see what was done, or a lossless way back leaves a difference in
 * schema or rows, `withRoles` also in owners and grants. Answers what was there at the end. `unchanged` where what the steps
 * replace stays as it is.
 */
export async function goThrough(
  client: pg.Client,
  plan: PlanDraft,
  { unchanged = false, withRoles = false }: { readonly unchanged?: boolean } & DiffOptions = {},
): Promise<Picture> {
  const phases = plan.nodes.filter((node) => node.type === "phase");
  const start = await picture(client);
  const boundaries = [start];
  const known = relationsOf(start.catalog);
  // Only a small table, which is read all at once, may be written anew.
  const small = plan.assumes.map(({ relation }) => relation);
  const expected = { small, probe: unchanged ? "unchanged" : "done" };
  for (const phase of phases) {
    await up(client, phase, known, expected);
    boundaries.push(await picture(client));
  }
  const end = await picture(client);
  for (const [at, phase] of [...phases.entries()].reverse()) {
    await down(client, phase, known);
    const before = boundaries[at];
    const now = await picture(client);
    if (!before) throw new Error("there is a boundary before each phase");
    if (phase.steps.every((step) => step.revert.lossless)) {
      expect(diffCatalogs(before.catalog, now.catalog, { withRoles }), `down to before ${phase.id}`).toEqual(
        [],
      );
      expect(changedRows(before, now, start.catalog)).toEqual([]);
    }
  }
  for (const phase of phases) await up(client, phase, known, expected);
  expect(diffCatalogs(end.catalog, (await picture(client)).catalog, { withRoles }), "up again").toEqual([]);
  return end;
}

export async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** Publications are in no schema, and stay when their tables go. */
export async function dropPublications(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>("SELECT pubname AS name FROM pg_publication");
  for (const { name } of rows) await client.query(`DROP PUBLICATION ${quoteIdentifier(name)}`);
}

/** An empty database but for what this says, and connected as the executor is. */
export async function startAnew(client: pg.Client, setUp: string): Promise<void> {
  await dropPublications(client);
  const { rows } = await client.query<{ name: string }>(
    "SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
  );
  for (const { name } of rows) await client.query(`DROP SCHEMA ${quoteIdentifier(name)} CASCADE`);
  await client.query("CREATE SCHEMA public; CREATE SCHEMA interlock; SET search_path = public");
  await client.query(setUp);
  await client.query("SET search_path = pg_catalog");
}

/** The plan of what is said, against the server's catalog as `public` would name it. */
export async function planOf(client: pg.Client, words: ChangeWords): Promise<Result<PlanDraft, Failure>> {
  const catalog = { ...(await readCatalog(client)), searchPath: ["public"] };
  const understood = await understandChange(words, catalog);
  if (!understood.ok) return understood;
  return planChange({
    title: "A change",
    operations: understood.value,
    catalog,
    policy: DEFAULT_POLICY,
    measured: [],
  });
}

export async function planned(client: pg.Client, words: ChangeWords): Promise<PlanDraft> {
  const plan = await planOf(client, words);
  if (!plan.ok) throw new Error(JSON.stringify(plan.failure));
  return plan.value;
}

function relationsOf(catalog: Catalog): ReadonlySet<string> {
  return new Set([...catalog.tables, ...catalog.views, ...catalog.sequences].map(relationName));
}

async function up(
  client: pg.Client,
  phase: PhaseNode,
  known: ReadonlySet<string>,
  { small, probe }: { readonly small: readonly string[]; readonly probe: string },
): Promise<void> {
  for (const step of phase.steps) {
    // A check changes nothing: it only asks whether anything stands in the way, and here nothing does.
    if (step.kind === "check") {
      expect((await client.query(step.sql)).rows, step.id).toEqual([]);
      continue;
    }
    // A backfill may call functions of the environment, which the engine does not look into.
    expect(step.unknown && step.kind !== "backfill", step.id).toBe(false);
    if (step.rewrites) expect(small, step.id).toEqual(step.locks.map(({ relation }) => relation));
    const ran = await runAction(client, step);
    expect(ran.after, `${step.id}: ${step.sql}\n${step.probe.sql}`).toBe(probe);
    expectLocks(step, ran, known);
    expect((await runAction(client, step)).before, `${step.id} again`).toBe(probe);
  }
}

async function down(client: pg.Client, phase: PhaseNode, known: ReadonlySet<string>): Promise<void> {
  for (const step of phase.steps.toReversed()) {
    for (const action of step.revert.actions) {
      const ran = await runAction(client, action);
      expect(ran.after, `${action.id}: ${action.sql}\n${action.probe.sql}`).toBe("done");
      expectLocks(action, ran, known);
    }
  }
}

/** Every lock that was seen is promised, and what is promised on a table was seen: in the strongest mode of each. Only what was there before the change: nobody else waits for what it makes. */
function expectLocks(action: Pick<Step, "id" | "sql" | "locks">, ran: Ran, known: ReadonlySet<string>): void {
  for (const [relation, modes] of ran.locks) {
    if (!known.has(relation)) continue;
    const seen = modes.reduce((left, right) => stronger(left as never, right as never));
    const promised = action.locks.find((lock) => lock.relation === relation)?.mode;
    const quiet = seen === "AccessShareLock";
    if (promised === undefined) {
      expect(quiet, `${action.id}: ${seen} on ${relation} was not promised by ${action.sql}`).toBe(true);
    } else {
      const difference = compareStrength(promised, seen as never);
      expect(difference, `${action.id}: ${promised} promised on ${relation}, ${seen} seen`).toBe(0);
    }
  }
}
