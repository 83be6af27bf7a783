import type { Environment } from "../contracts/environment";
import type { Queryable } from "../store/client";
import { getEnvironment } from "../store/environments";

/** The environment, when it belongs to the demo; null for every other. */
export async function findDemoEnvironment(q: Queryable, id: string): Promise<Environment | null> {
  const environment = await getEnvironment(q, id);
  return environment?.demo ? environment : null;
}
