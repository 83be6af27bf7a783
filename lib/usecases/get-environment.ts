import type { Environment } from "../contracts/environment";
import { ok, type Result } from "../contracts/result";
import { getEnvironment as readEnvironment } from "../store/environments";
import type { Asker } from "./asker";
import { noEnvironment } from "./on-target";

export async function getEnvironment({ store }: Asker, id: string): Promise<Result<Environment>> {
  const environment = await readEnvironment(store.db, id);
  return environment ? ok(environment) : noEnvironment();
}
