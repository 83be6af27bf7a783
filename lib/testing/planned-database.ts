import pg from "pg";
import type { Catalog } from "@/lib/catalog/model";
import { readCatalog } from "@/lib/catalog/read";
import { type ChangeWords, understandChange } from "@/lib/change/understand";
import { DEFAULT_POLICY } from "@/lib/contracts/environment";
import type { PlanDraft } from "@/lib/contracts/plan";
import type { Failure, Result } from "@/lib/contracts/result";
import { planChange } from "@/lib/planner/plan";
import {
  createTestDatabase,
  createTestRole,
  type ServerChoice,
  type TestDatabase,
  type TestRole,
} from "./postgres";

/** A test database with an app's role that owns nothing, and plans made against it. */
export interface PlannedDatabase {
  /** The tables' owner, as the executor connects: `search_path = pg_catalog`. */
  readonly owner: pg.Client;
  readonly app: pg.Client;
  catalog(): Promise<Catalog>;
  plan(words: ChangeWords): Promise<Result<PlanDraft, Failure>>;
  planned(words: ChangeWords): Promise<PlanDraft>;
  close(): Promise<void>;
}

/** `setUp` is run by the owner; `$app` in it stands for the app's role. */
export async function plannedDatabase(server: ServerChoice, setUp: string): Promise<PlannedDatabase> {
  const database: TestDatabase = await createTestDatabase(server);
  const role: TestRole = await createTestRole(server);
  const connect = async (url: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client;
  };
  const owner = await connect(database.url);
  await owner.query("CREATE SCHEMA interlock");
  await owner.query(setUp.replaceAll("$app", role.name));
  // As the executor has it: where both wait for each other, we are the one who gives way.
  await owner.query("SET search_path = pg_catalog; SET deadlock_timeout = '10ms'");
  const app = await connect(role.urlFor(database.url));
  const plan = async (words: ChangeWords): Promise<Result<PlanDraft, Failure>> => {
    const catalog = await readCatalog(owner);
    const understood = await understandChange(words, catalog);
    if (!understood.ok) return understood;
    return planChange({
      title: "A change",
      operations: understood.value,
      catalog,
      policy: DEFAULT_POLICY,
      measured: [],
    });
  };
  return {
    owner,
    app,
    catalog: () => readCatalog(owner),
    plan,
    planned: async (words) => {
      const result = await plan(words);
      if (!result.ok) throw new Error(JSON.stringify(result.failure));
      return result.value;
    },
    close: async () => {
      await Promise.all([owner.end(), app.end()]);
      await role.drop([database.url]);
      await database.drop();
    },
  };
}
