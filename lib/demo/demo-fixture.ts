import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Environment } from "../contracts/environment";
import { quoteIdentifier } from "../sql/identifiers";
import type { Store } from "../store/client";
import { createTestStore } from "../testing/control-plane";
import { testServer } from "../testing/postgres";
import { onDatabase, withClient } from "./admin";
import { ensureDemo } from "./ensure";
import { demoPasswords, readDemoRecord } from "./record";
import { type DemoShape, shopSize } from "./shape";

/** A small demo on the test server: names of its own, a control plane of its own. */
export interface TestDemo {
  readonly store: Store;
  readonly shape: DemoShape;
  readonly adminUrl: string;
  readonly staging: Environment;
  readonly production: Environment;
  /** Works on a demo database as the superuser. */
  asAdmin<T>(environment: Environment, work: (client: pg.Client) => Promise<T>): Promise<T>;
  /** How the shop's app signs in to a demo database. */
  appTarget(environment: Environment): Promise<pg.ClientConfig>;
  drop(): Promise<void>;
}

/** Names and sizes of a demo that meets no other on the same server. */
export function testShape(customers = { staging: 200, production: 1_000 }): DemoShape {
  const mark = randomBytes(4).toString("hex");
  return {
    databases: [
      {
        environment: "staging",
        database: `test_demo_s_${mark}`,
        tier: "staging",
        size: shopSize(customers.staging),
      },
      {
        environment: "production",
        database: `test_demo_p_${mark}`,
        tier: "production",
        size: shopSize(customers.production),
      },
    ],
    roles: {
      owner: `test_owner_${mark}`,
      app: `test_app_${mark}`,
      executor: `test_executor_${mark}`,
    },
    quietWindowMs: 200,
  };
}

export async function startTestDemo(): Promise<TestDemo> {
  process.env.INTERLOCK_SECRET_KEY ??= randomBytes(32).toString("base64");
  const { store, drop } = await createTestStore();
  const { adminUrl } = testServer(18);
  const shape = testShape();
  const { environments } = await ensureDemo({ store, adminUrl, shape, log: () => {} });
  const [staging, production] = ["staging", "production"].map((name) => {
    const found = environments.find((environment) => environment.name === name);
    if (!found) throw new Error(`the demo made no environment ${name}`);
    return found;
  }) as [Environment, Environment];
  return {
    store,
    shape,
    adminUrl,
    staging,
    production,
    asAdmin: (environment, work) => withClient(onDatabase(adminUrl, environment.connection.database), work),
    async appTarget({ connection: { host, port, database } }) {
      const record = await readDemoRecord(store.db);
      if (!record) throw new Error("there is no demo");
      return { host, port, database, user: record.appRole, password: demoPasswords(record).app };
    },
    async drop() {
      await dropDemoServerObjects(adminUrl, shape);
      await drop();
    },
  };
}

export async function dropDemoServerObjects(adminUrl: string, shape: DemoShape): Promise<void> {
  await withClient(adminUrl, async (admin) => {
    for (const { database } of shape.databases) {
      await admin.query(`drop database if exists ${quoteIdentifier(database)} with (force)`);
    }
    const { executor, app, owner } = shape.roles;
    for (const role of [executor, app, owner])
      await admin.query(`drop role if exists ${quoteIdentifier(role)}`);
  });
}

/** Asks again until the answer is not null; throws with the question's name after a minute. */
export async function until<T>(what: string, ask: () => Promise<T | null | undefined | false>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`waited a minute in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
