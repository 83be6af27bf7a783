import type { Catalog } from "@/lib/catalog/model";
import { readCatalog } from "@/lib/catalog/read";
import { openTarget } from "@/lib/target/connect";
import { parseConnectionString } from "@/lib/target/connection-string";

/** The catalog of a database by its connection string. Throws with one line where it cannot be read. */
export async function readDatabase(url: string): Promise<Catalog> {
  const connection = parseConnectionString(url);
  if (!connection.ok) throw new Error(connection.failure.message);
  const client = await openTarget(connection.value, { applicationName: "interlock:check" });
  try {
    return await readCatalog(client);
  } finally {
    await client.end();
  }
}
