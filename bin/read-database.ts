import type { Catalog } from "@/lib/catalog/model";
import { readCatalog } from "@/lib/catalog/read";
import { readAppQueries } from "@/lib/rehearsal/app-queries";
import { openTarget } from "@/lib/target/connect";
import { parseConnectionString } from "@/lib/target/connection-string";
import { findToolHistories, type ToolHistory } from "@/lib/target/tool-history";

/** The catalog of a database by its connection string. Throws with one line where it cannot be read. */
export const readDatabase = (url: string): Promise<Catalog> => reading(url, readCatalog);

/** The histories of migration tools in a database. Throws with one line where it cannot be read. */
export const readHistories = (url: string): Promise<readonly ToolHistory[]> =>
  reading(url, findToolHistories);

/** The catalog of a database and the statements that its app sends. Throws with one line where it cannot be read. */
export const readForRehearsal = (url: string) =>
  reading(url, async (client) => ({
    catalog: await readCatalog(client),
    app: await readAppQueries(client),
  }));

type Client = Awaited<ReturnType<typeof openTarget>>;

async function reading<T>(url: string, read: (client: Client) => Promise<T>): Promise<T> {
  const connection = parseConnectionString(url);
  if (!connection.ok) throw new Error(connection.failure.message);
  const client = await openTarget(connection.value, { applicationName: "interlock:check" });
  try {
    return await read(client);
  } finally {
    await client.end();
  }
}
