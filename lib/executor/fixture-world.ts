import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { eq } from "drizzle-orm";
import pg from "pg";
import type { Policy } from "../contracts/environment";
import type { PlanDraft } from "../contracts/plan";
import type { Run, RunEvent } from "../contracts/run";
import { openStore, type Store } from "../store/client";
import { insertEnvironment } from "../store/environments";
import { newId } from "../store/ids";
import { createRun, getRun, readRunEvents } from "../store/runs";
import { approvals, changes, deploys, plans, type RunRecord, rollouts } from "../store/schema";
import { insertUser } from "../store/users";
import { parseConnectionString } from "../target/connection-string";
import { createTestStore } from "../testing/control-plane";
import { createTestDatabase, createTestRole, type ServerChoice } from "../testing/postgres";
import { startTcpProxy, type TcpProxy } from "../testing/tcp-proxy";
import type { Log } from "./context";
import { dispatchRun } from "./dispatch";
import { RENAME_PLAN } from "./fixture-plan";
import { startWorker, type Worker } from "./worker";

process.env.INTERLOCK_SECRET_KEY ??= randomBytes(32).toString("base64");

/** A control plane, a target with a table of people, an app's role on it, and a plan to run. For tests. */
export interface World {
  readonly store: Store;
  readonly storeUrl: string;
  /** By which workers reach the target, as the role that executes. */
  readonly targetUrl: string;
  /** That role. It owns the tables, reads statistics and may signal others' sessions; it is no superuser. */
  readonly executor: string;
  /** As the superuser: to prepare and to look. */
  readonly target: pg.Client;
  /** As an ordinary role that owns nothing. */
  readonly app: pg.Client;
  readonly environmentId: string;
  readonly planId: string;
  start(phaseId: string, direction?: "up" | "down", record?: RunRecord): Promise<string>;
  /** Another plan, on the same environment or on a second one that leads to the same database. */
  another(draft: PlanDraft, on?: "same" | "twin"): Promise<PlanHandle>;
  run(runId: string): Promise<Run>;
  events(runId: string): Promise<RunEvent[]>;
  /** Waits until the run is as wanted; fails with what it is instead. */
  until(runId: string, wanted: (run: Run) => boolean, limitMs?: number): Promise<Run>;
  finish(runId: string, limitMs?: number): Promise<Run>;
  /** A worker in this process; `controlUrl` is its own way to the control plane. */
  worker(controlUrl?: string): Promise<Worker>;
  spawnWorker(env?: Record<string, string>): ChildProcess;
  /** A session of the app's, to hold locks with. */
  session(): Promise<pg.Client>;
  /** Connects `target` and `app` anew, e.g. after a crash of the server; or on a copy of it, given the superuser's URL. */
  reconnect(adminUrl?: string): Promise<void>;
  /** Records a finished deploy of the app for a node of the plan. */
  deploy(nodeId: string): Promise<void>;
  /** Records that every deploy of the plan was rolled back. */
  rollBackDeploys(): Promise<void>;
  /** The approval of every phase that destroys. */
  approveContract(): Promise<void>;
  /** Records every deploy, and the approval that the contract phase asks for. */
  allowContract(): Promise<void>;
  /** To be done when the world is closed, the last one first. */
  after(clean: () => Promise<unknown>): void;
  close(): Promise<void>;
}

/** What can be done with a plan. */
export type PlanHandle = Pick<
  World,
  "start" | "deploy" | "rollBackDeploys" | "approveContract" | "allowContract"
>;

const tell = (fields: object, text: string) => console.error(text, fields);
/** Says what goes wrong; all of it with INTERLOCK_TEST_LOG set. */
const testLog: Log = process.env.INTERLOCK_TEST_LOG
  ? { info: tell, warn: tell, error: tell }
  : { info: () => {}, warn: () => {}, error: tell };

export interface WorldOptions {
  /** Where the target lies; else on the version that the environment chooses. */
  readonly server?: ServerChoice;
  /** Where the control plane lies; else on Postgres 18. */
  readonly controlServer?: ServerChoice;
  readonly rows?: number;
  readonly draft?: PlanDraft;
  /** SQL for the target before the plan is made, run as the executor's role; RESET ROLE in it makes it a superuser's. */
  readonly prepare?: string;
  /** Makes the plan from the target as it is then; in place of `draft`. */
  readonly makePlan?: (target: pg.Client) => Promise<PlanDraft>;
  readonly policy?: Partial<Policy>;
  /** The way by which workers reach the target, from its own connection string. */
  readonly through?: (targetUrl: string) => string | Promise<string>;
}

/** A world whose target is reached by a proxy, which goes with it. */
export async function createWorldByProxy(
  options: Omit<WorldOptions, "through">,
): Promise<{ world: World; proxy: TcpProxy }> {
  let proxy!: TcpProxy;
  const through = async (url: string) => {
    proxy = await startTcpProxy(url);
    return proxy.urlFor(url);
  };
  const world = await createWorld({ ...options, through });
  world.after(() => proxy.close());
  return { world, proxy };
}

export async function createWorld({
  server,
  controlServer,
  rows = 2000,
  draft: given = RENAME_PLAN,
  prepare,
  makePlan,
  policy = {},
  through = (url) => url,
}: WorldOptions = {}): Promise<World> {
  const control = await createTestStore(controlServer);
  const database = await createTestDatabase(server);
  const role = await createTestRole(server);
  const executor = await createTestRole(server, { attributes: "IN ROLE pg_monitor, pg_signal_backend" });
  let target = await connect(database.url);
  await target.query(`
    GRANT CREATE ON DATABASE ${database.name} TO ${executor.name}, pg_monitor;
    GRANT USAGE, CREATE ON SCHEMA public TO ${executor.name};
    SET ROLE ${executor.name};
    CREATE TABLE public.people (id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, full_name text DEFAULT 'unnamed', age int);
    INSERT INTO public.people (full_name, age) SELECT 'person ' || i, i % 90 FROM generate_series(1, ${rows}) i;
    ANALYZE public.people;
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.people TO ${role.name};
    CREATE SCHEMA oracle; GRANT USAGE ON SCHEMA oracle TO PUBLIC;
    CREATE TABLE oracle.writes (id bigint NOT NULL);
    GRANT INSERT, SELECT ON oracle.writes TO PUBLIC;
    CREATE FUNCTION oracle.count_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF current_setting('application_name') LIKE 'interlock:run:%' THEN INSERT INTO oracle.writes VALUES (NEW.id); END IF;
      RETURN NULL; END $$;
    CREATE TRIGGER oracle AFTER UPDATE ON public.people FOR EACH ROW EXECUTE FUNCTION oracle.count_write();`);
  if (prepare) await target.query(prepare);
  await target.query("RESET ROLE");
  const draft = makePlan ? await makePlan(target) : given;
  let appUrl = role.urlFor(database.url);
  let app = await connect(appUrl, "shop@v1");
  const { store } = control;
  const wayUrl = await through(executor.urlFor(database.url));
  const people = await seed(store, wayUrl, policy);
  const seeded = await seedPlan(store, people, draft);
  const open: pg.Client[] = [];
  const workers: Worker[] = [];
  const children: ChildProcess[] = [];
  const stores: Store[] = [];
  const cleaning: (() => Promise<unknown>)[] = [];

  const run = async (runId: string) => (await getRun(store, runId))!;
  const until: World["until"] = async (runId, wanted, limitMs = 100_000) => {
    const giveUpAt = performance.now() + limitMs;
    for (;;) {
      const now = await run(runId);
      if (wanted(now)) return now;
      if (performance.now() > giveUpAt) {
        const steps = now.steps.map(
          (step) => `${step.id}:${step.state}${step.error ? ` (${step.error})` : ""}`,
        );
        throw new Error(
          `the run stays ${now.state} ${JSON.stringify(now.reason ?? now.error)} ${steps.join(" ")} ${JSON.stringify(now.steps.map((s) => s.progress))}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  };
  return {
    ...planHandle(store, { ...people, ...seeded }, draft),
    another: async (plan, on = "same") => {
      const environmentId =
        on === "same" ? people.environmentId : await seedEnvironment(store, "twin", wayUrl, policy);
      const owner = { ...people, environmentId };
      return planHandle(store, { ...owner, ...(await seedPlan(store, owner, plan)) }, plan);
    },
    store,
    storeUrl: control.url,
    targetUrl: executor.urlFor(database.url),
    executor: executor.name,
    get target() {
      return target;
    },
    get app() {
      return app;
    },
    ...seeded,
    environmentId: people.environmentId,
    run,
    until,
    finish: (runId, limitMs) =>
      until(runId, ({ state }) => ["succeeded", "failed", "aborted", "paused"].includes(state), limitMs),
    events: (runId) => readRunEvents(store, runId, 0, 100_000),
    async worker(controlUrl) {
      const own = controlUrl === undefined ? store : openStore(controlUrl);
      if (own !== store) stores.push(own);
      const databaseUrl = controlUrl ?? control.url;
      const worker = await startWorker({ store: own, databaseUrl, log: testLog });
      workers.push(worker);
      return worker;
    },
    spawnWorker(env = {}) {
      const child = spawn(process.execPath, ["--import", "tsx", "bin/worker.ts"], {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        env: {
          ...process.env,
          VITEST: undefined,
          DATABASE_URL: control.url,
          INTERLOCK_LOG_LEVEL: "error",
          ...env,
        },
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      children.push(child);
      return child;
    },
    async session() {
      const client = await connect(appUrl, "shop@v1");
      open.push(client);
      return client;
    },
    async reconnect(adminUrl = database.adminUrl) {
      const url = new URL(adminUrl);
      url.pathname = `/${database.name}`;
      appUrl = role.urlFor(url.href);
      await Promise.all([target, app].map((client) => client.end().catch(() => {})));
      target = await connect(url.href);
      app = await connect(appUrl, "shop@v1");
    },
    after: (clean) => void cleaning.push(clean),
    async close() {
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(workers.map((worker) => worker.stop()));
      for (const client of [...open, target, app]) await client.end().catch(() => {});
      for (const own of stores) await own.close();
      await control.drop();
      // A server of the test's own goes with all that is on it.
      if (typeof server !== "object") {
        await database.drop();
        await role.drop();
        await executor.drop();
      }
      for (const clean of cleaning.toReversed()) await clean();
    },
  };
}

async function connect(url: string, applicationName?: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: applicationName });
  client.on("error", () => {});
  await client.connect();
  return client;
}

interface Seeded {
  readonly environmentId: string;
  readonly engineerId: string;
  readonly approverId: string;
}
interface PlanIds {
  readonly changeId: string;
  readonly planId: string;
  readonly rolloutId: string;
}

async function seed(store: Store, targetUrl: string, policy: Partial<Policy>): Promise<Seeded> {
  const people = await store.db.transaction(async (tx) => ({
    engineer: await insertUser(tx, { email: "eve@example.test", name: "Eve", role: "engineer" }),
    approver: await insertUser(tx, { email: "ann@example.test", name: "Ann", role: "approver" }),
  }));
  return {
    environmentId: await seedEnvironment(store, "target", targetUrl, policy),
    engineerId: people.engineer!.id,
    approverId: people.approver!.id,
  };
}

async function seedEnvironment(
  store: Store,
  name: string,
  targetUrl: string,
  policy: Partial<Policy>,
): Promise<string> {
  const connection = parseConnectionString(targetUrl);
  if (!connection.ok) throw new Error(connection.failure.message);
  const environment = await insertEnvironment(store.db, {
    name,
    tier: "staging",
    connection: connection.value,
    services: ["app"],
    policy: { quietWindowMs: 0, ...policy },
  });
  return environment.id;
}

async function seedPlan(
  store: Store,
  { environmentId, engineerId }: Seeded,
  draft: PlanDraft,
): Promise<PlanIds> {
  const ids = { changeId: newId("chg"), planId: newId("pln"), rolloutId: newId("rol") };
  await store.db.insert(changes).values({
    id: ids.changeId,
    title: draft.title,
    environmentId,
    operations: draft.operations,
    authorId: engineerId,
  });
  await store.db
    .insert(plans)
    .values({ id: ids.planId, changeId: ids.changeId, environmentId, hash: draft.hash, draft });
  await store.db
    .insert(rollouts)
    .values({ id: ids.rolloutId, planId: ids.planId, environmentId, relations: draft.relations });
  return ids;
}

function planHandle(store: Store, ids: Seeded & PlanIds, draft: PlanDraft): PlanHandle {
  let lastDeployAt = 0;
  const deploy = async (nodeId: string) => {
    // One after the other also by a clock of milliseconds.
    lastDeployAt = Math.max(Date.now(), lastDeployAt + 1);
    await store.db.insert(deploys).values({
      id: newId("dep"),
      environmentId: ids.environmentId,
      service: "app",
      version: nodeId,
      status: "finished",
      planId: ids.planId,
      nodeId,
      startedAt: new Date(lastDeployAt),
      finishedAt: new Date(lastDeployAt),
    });
  };
  const approveContract = async () => {
    for (const node of draft.nodes) {
      if (node.type === "deploy" || !node.destructive) continue;
      await store.db.insert(approvals).values({
        id: newId("apr"),
        planId: ids.planId,
        planHash: draft.hash,
        environmentId: ids.environmentId,
        phaseId: node.id,
        decision: "approve",
        comment: "",
        approverId: ids.approverId,
        losses: [],
      });
    }
  };
  return {
    start: (phaseId, direction = "up", record) =>
      store.db.transaction(async (tx) => {
        const phase = draft.nodes.find((node) => node.id === phaseId);
        if (phase?.type !== "phase") throw new Error(`no phase ${phaseId}`);
        const created = await createRun(tx, {
          ...ids,
          phase,
          direction,
          startedById: ids.engineerId,
          ...(record ? { record } : {}),
        });
        if (!created.ok) throw new Error(JSON.stringify(created.failure));
        await dispatchRun(tx, created.value.id);
        return created.value.id;
      }),
    deploy,
    async rollBackDeploys() {
      await store.db.update(deploys).set({ status: "rolledBack" }).where(eq(deploys.planId, ids.planId));
    },
    approveContract,
    async allowContract() {
      for (const node of draft.nodes) if (node.type === "deploy") await deploy(node.id);
      await approveContract();
    },
  };
}
