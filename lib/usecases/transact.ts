import type { Failure, Result } from "../contracts/result";
import type { Store, Tx } from "../store/client";

class RolledBack extends Error {
  constructor(readonly failure: Failure) {
    super("rolled back");
  }
}

/** One transaction in which a failure takes everything back. Write the audit event last. */
export async function transact<T>(store: Store, work: (tx: Tx) => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await store.db.transaction(async (tx) => {
      const result = await work(tx);
      if (!result.ok) throw new RolledBack(result.failure);
      return result;
    });
  } catch (error) {
    if (error instanceof RolledBack) return { ok: false, failure: error.failure };
    throw error;
  }
}

/** The SQLSTATE of the control plane's error, which drizzle wraps. */
export function sqlStateOfStore(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && /^[0-9A-Z]{5}$/.test(cause.code)) {
      return cause.code;
    }
  }
  return null;
}
