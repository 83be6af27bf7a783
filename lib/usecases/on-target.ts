import type pg from "pg";
import { fail, ok, type Result } from "../contracts/result";
import type { Store } from "../store/client";
import { findTargetConnection } from "../store/environments";
import { type TargetOptions, withTarget } from "../target/connect";
import { describeTargetError, isConnectionLost, sqlStateOf, TargetError } from "../target/errors";

/**
 * Works on an environment's target with a session of its own. What the target refuses, or that it cannot be reached,
 * comes back as `target.unreachable`; bugs throw.
 */
export async function onTarget<T>(
  store: Store,
  environmentId: string,
  options: TargetOptions,
  work: (client: pg.Client) => Promise<T>,
): Promise<Result<T>> {
  const connection = await findTargetConnection(store.db, environmentId);
  if (!connection) return noEnvironment();
  try {
    return ok(await withTarget(connection, options, work));
  } catch (error) {
    if (!isFromTarget(error)) throw error;
    return fail({ code: "target.unreachable", message: describeTargetError(error) });
  }
}

export function isFromTarget(error: unknown): boolean {
  return error instanceof TargetError || sqlStateOf(error) !== null || isConnectionLost(error);
}

export function noEnvironment(): Result<never> {
  return fail({ code: "not-found", message: "There is no such environment." });
}
