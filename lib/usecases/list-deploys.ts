import type { Page } from "../contracts/common";
import { ok, type Result } from "../contracts/result";
import type { Deploy } from "../contracts/rollout";
import { listDeploys as readDeploys } from "../store/deploys";
import type { Asker } from "./asker";

export async function listDeploys(
  { store }: Asker,
  filter: Parameters<typeof readDeploys>[1],
): Promise<Result<Page<Deploy>>> {
  return ok(await readDeploys(store.db, filter));
}
