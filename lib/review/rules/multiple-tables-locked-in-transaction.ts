import { STRONG, strongLocks } from "../ask";
import type { Rule } from "../rule";

/** S or stronger on two or more existing tables in one transaction. */
export const multipleTablesLockedInTransaction: Rule = {
  level: "warning",
  tier: "extended",
  help: "One table per transaction.",
  check: (one) => {
    if (!one.transaction.open) return [];
    const before = one.transaction.heldIn(...STRONG);
    const next = strongLocks(one).find(({ relation }) => {
      const held = one.transaction.heldMode(relation);
      return held === null || !STRONG.includes(held);
    });
    return next && before !== null
      ? [
          {
            relation: next.relation,
            message: `${before} is locked already: two tables locked in one transaction wait longer and may deadlock.`,
          },
        ]
      : [];
  },
};
