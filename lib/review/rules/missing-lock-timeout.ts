import { strongLocks } from "../ask";
import type { Rule } from "../rule";

/** A lock that can block others with no lock_timeout in force. */
export const missingLockTimeout: Rule = {
  level: "warning",
  tier: "core",
  help: "SET lock_timeout, retry with backoff and jitter.",
  check: (one) => {
    const [lock] = strongLocks(one);
    return lock && one.transaction.lockTimeout === 0 && one.facts.transactional
      ? [
          {
            relation: lock.relation,
            message: "No lock_timeout is set: while this waits for its lock, everybody behind it waits too.",
          },
        ]
      : [];
  },
};
