import { openStore, type Store } from "../store/client";
import { migrate } from "../store/migrate";
import { createTestDatabase } from "./postgres";

/** A freshly migrated control-plane database on the Postgres 18 test server. */
export async function createTestStore(): Promise<{ store: Store; url: string; drop(): Promise<void> }> {
  const database = await createTestDatabase(18);
  await migrate(database.url);
  const store = openStore(database.url);
  return {
    store,
    url: database.url,
    drop: async () => {
      await store.close();
      await database.drop();
    },
  };
}
