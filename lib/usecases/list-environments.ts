import type { Page } from "../contracts/common";
import type { Environment } from "../contracts/environment";
import { ok, type Result } from "../contracts/result";
import { listEnvironments as readEnvironments } from "../store/environments";
import type { Asker } from "./asker";

/** Environments by tier, then by name: few, so one page holds them all unless a smaller one is asked for. */
export async function listEnvironments(
  { store }: Asker,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Result<Page<Environment>>> {
  const all = await readEnvironments(store.db);
  const start = cursor ? all.findIndex((environment) => environment.id === cursor) + 1 : 0;
  const items = all.slice(start, start + limit);
  return ok({ items, nextCursor: start + limit < all.length ? (items.at(-1)?.id ?? null) : null });
}
