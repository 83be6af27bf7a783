import { openStore, type Store } from "../store/client";
import { migrate } from "../store/migrate";
import { createTestDatabase, type ServerChoice } from "./postgres";

/** A freshly migrated control-plane database, on the Postgres 18 test server where no other is given. */
export async function createTestStore(
  server: ServerChoice = 18,
): Promise<{ store: Store; url: string; drop(): Promise<void> }> {
  const database = await createTestDatabase(server);
  await migrate(database.url);
  const store = openStore(database.url);
  return {
    store,
    url: database.url,
    drop: async () => {
      await store.close();
      if (typeof server !== "object") await database.drop();
    },
  };
}
