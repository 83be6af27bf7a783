import { strongLocks } from "../ask";
import type { Rule } from "../rule";

/** S or stronger on two or more existing tables in one transaction. */
export const multipleTablesLockedInTransaction: Rule = {
  level: "warning",
  tier: "extended",
  help: "One table per transaction.",
  check: (one) => {
    if (!one.transaction.open) return [];
    const strong = (mode: string) =>
      ["ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"].includes(mode);
    const before = [...one.transaction.held].filter(([, mode]) => strong(mode)).map(([relation]) => relation);
    const next = strongLocks(one).find(({ relation }) => !before.includes(relation));
    return next && before.length > 0
      ? [
          {
            relation: next.relation,
            message: `${before[0]} is locked already: two tables locked in one transaction wait longer and may deadlock.`,
          },
        ]
      : [];
  },
};
