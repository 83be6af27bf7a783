import { appendAudit, by } from "../audit/append";
import { ensureDemoPeople } from "../auth/demo-people";
import type { Environment } from "../contracts/environment";
import type { Store, Tx } from "../store/client";
import { insertDeploy } from "../store/deploys";
import {
  findTargetConnection,
  insertEnvironment,
  listEnvironments,
  updateEnvironment,
} from "../store/environments";
import { SecretError } from "../store/secrets";
import { checkTarget } from "../target/check";
import type { TargetConnection } from "../target/connection-string";
import { withClient } from "./admin";
import { forgetDemoHistory } from "./history";
import { demoPasswords, keptOrNewPasswords, readDemoRecord, writeDemoRecord } from "./record";
import { type DemoPasswords, ensureDemoRoles } from "./roles";
import { isSeeded, seedDatabase } from "./seed";
import { DEMO, type DemoDatabase, type DemoShape, SHOP_SERVICES } from "./shape";

export interface EnsureDemoOptions {
  readonly store: Store;
  /** A role that may create databases and roles on the server that is to hold the demo's databases. */
  readonly adminUrl: string;
  /** Told in a line what takes a while. */
  readonly log: (line: string) => void;
  /** Tests make theirs small and name the roles differently. */
  readonly shape?: DemoShape;
}

export interface EnsuredDemo {
  /** False when all was there already. */
  readonly seeded: boolean;
  readonly environments: readonly Environment[];
}

/**
 * Makes the demo, or whatever of it is missing: roles, databases, environments, people and the first deploys. Safe to
 * call at every start: when all is there it only brings the environments' address up to date, since the embedded
 * server's port can change from start to start. Starts over when an earlier seeding was killed on the way.
 */
export function ensureDemo(options: EnsureDemoOptions): Promise<EnsuredDemo> {
  return oneAtATime(options.store, () => ensure(options, "demo.seeded"));
}

/**
 * The demo anew: its databases dropped and seeded again, the history of its environments forgotten. The audit trail
 * and all other environments stay as they are.
 */
export function resetDemo(options: EnsureDemoOptions): Promise<EnsuredDemo> {
  const { store, shape = DEMO } = options;
  return oneAtATime(store, async () => {
    // Marked as unseeded first: a reset that is killed on the way is finished by the next start.
    const passwords = await keptOrNewPasswords(store);
    await writeDemoRecord(store.db, { seededAt: null, appRole: shape.roles.app, passwords });
    return ensure(options, "demo.reset");
  });
}

async function ensure(
  options: EnsureDemoOptions,
  action: "demo.seeded" | "demo.reset",
): Promise<EnsuredDemo> {
  const { store, adminUrl, shape = DEMO } = options;
  const people = await ensureDemoPeople(store);
  if (await isComplete(options)) {
    await refreshConnections(options);
    return { seeded: false, environments: await demoEnvironments(store) };
  }

  const passwords = await keptOrNewPasswords(store);
  const record = { appRole: shape.roles.app, passwords };
  await writeDemoRecord(store.db, { ...record, seededAt: null });
  const startedAt = performance.now();
  options.log(`Seeding the demo: ${shape.databases.map(({ database }) => database).join(", ")} …`);
  await withClient(adminUrl, (admin) => ensureDemoRoles(admin, shape.roles, passwords));
  // Side by side: a second processor would have nothing to do otherwise.
  await Promise.all(shape.databases.map((database) => seedDatabase(adminUrl, database, shape.roles)));
  const tookMs = Math.round(performance.now() - startedAt);

  await store.db.transaction(async (tx) => {
    const old = (await listEnvironments(tx)).filter(({ demo }) => demo);
    await forgetDemoHistory(
      tx,
      old.map(({ id }) => id),
    );
    const made: Environment[] = [];
    for (const database of shape.databases) {
      const environment = await putEnvironment(tx, old, database, options, passwords);
      for (const service of SHOP_SERVICES) {
        await insertDeploy(tx, {
          environmentId: environment.id,
          service,
          version: "v1",
          commit: null,
          status: "finished",
          planId: null,
          nodeId: null,
        });
      }
      made.push(environment);
    }
    await writeDemoRecord(tx, { ...record, seededAt: new Date().toISOString() });
    const names = made.map(({ name }) => name).join(" and ");
    await appendAudit(tx, {
      ...by(null),
      action,
      subjectType: "demo",
      subjectId: "demo",
      environmentId: null,
      summary:
        action === "demo.reset"
          ? `The demo was reset: ${names} were seeded again`
          : `The demo was seeded: environments ${names}, people ${people.engineer.name} and ${people.approver.name}`,
      detail: {
        environments: made.map(({ id, name }) => ({ id, name })),
        customers: shape.databases.map(({ database, size }) => ({ database, customers: size.customers })),
        tookMs,
      },
    });
  });
  await checkConnections(store);
  options.log(`The demo is seeded (${(tookMs / 1000).toFixed(1)} s).`);
  return { seeded: true, environments: await demoEnvironments(store) };
}

/** The first test of each connection, so that their pages have an answer; it makes schema `interlock`, too. */
async function checkConnections(store: Store): Promise<void> {
  for (const { id } of await demoEnvironments(store)) {
    const connection = await findTargetConnection(store.db, id);
    if (!connection) continue;
    await updateEnvironment(store.db, id, { lastCheck: await checkTarget(connection, { now: new Date() }) });
  }
}

async function isComplete({ store, adminUrl, shape = DEMO }: EnsureDemoOptions): Promise<boolean> {
  const record = await readDemoRecord(store.db);
  if (!record?.seededAt) return false;
  return withClient(adminUrl, async (admin) => {
    for (const { database } of shape.databases) {
      if (!(await isSeeded(admin, database))) return false;
    }
    return true;
  });
}

/** Host and port of this start; and new passwords where the old ones cannot be opened with the key that is here. */
async function refreshConnections({ store, adminUrl, shape = DEMO }: EnsureDemoOptions): Promise<void> {
  const record = await readDemoRecord(store.db);
  if (!record) return;
  const { host, port } = addressOf(adminUrl);
  const live = await demoEnvironments(store);
  let passwords: DemoPasswords;
  try {
    passwords = demoPasswords(record);
    for (const { id } of live) await findTargetConnection(store.db, id);
    if (live.every(({ connection }) => connection.host === host && connection.port === port)) return;
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    passwords = await keptOrNewPasswords(store);
    await withClient(adminUrl, (admin) => ensureDemoRoles(admin, shape.roles, passwords));
    await writeDemoRecord(store.db, { seededAt: record.seededAt, appRole: shape.roles.app, passwords });
  }
  for (const { id, connection } of live) {
    await updateEnvironment(store.db, id, {
      connection: targetConnection(adminUrl, connection.database, shape, passwords),
    });
  }
}

/** The environment of that database: the one there was, so that links and the trail stay good, or a new one. */
async function putEnvironment(
  tx: Tx,
  old: readonly Environment[],
  { environment: name, database, tier }: DemoDatabase,
  { adminUrl, shape = DEMO }: EnsureDemoOptions,
  passwords: DemoPasswords,
): Promise<Environment> {
  const connection = targetConnection(adminUrl, database, shape, passwords);
  const found = old.find((environment) => environment.connection.database === database);
  if (found) {
    const updated = await updateEnvironment(tx, found.id, { connection, lastCheck: null });
    if (updated) return updated;
  }
  const taken = (await listEnvironments(tx)).map((environment) => environment.name.toLowerCase());
  return insertEnvironment(tx, {
    name: taken.includes(name) ? `demo ${name}` : name,
    tier,
    connection,
    services: SHOP_SERVICES,
    policy: { contractApprovals: 1, quietWindowMs: shape.quietWindowMs },
    demo: true,
  });
}

function targetConnection(
  adminUrl: string,
  database: string,
  { roles }: DemoShape,
  passwords: DemoPasswords,
): TargetConnection {
  const address = addressOf(adminUrl);
  return { ...address, database, user: roles.executor, password: passwords.executor, ca: null };
}

function addressOf(adminUrl: string): Pick<TargetConnection, "host" | "port" | "sslmode"> {
  const url = new URL(adminUrl);
  const sslmode = url.searchParams.get("sslmode");
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || 5432),
    sslmode: sslmode === "require" ? "require" : "disable",
  };
}

async function demoEnvironments(store: Store): Promise<Environment[]> {
  return (await listEnvironments(store.db)).filter(({ demo }) => demo);
}

/** Two starts on one control plane must not seed at once. The lock goes with its connection when one is killed. */
async function oneAtATime<T>(store: Store, work: () => Promise<T>): Promise<T> {
  const client = await store.pool.connect();
  try {
    await client.query("select pg_advisory_lock(hashtextextended('interlock:demo', 0))");
    return await work();
  } finally {
    // Destroyed, not given back: a session lock must not outlive this in the pool.
    client.release(true);
  }
}
