import type { ReviewedStatement } from "@/lib/contracts/review";
import { RULES } from "./registry";

/** Something in a file that is no SQL, as a statement of which nothing is promised. */
export function notLookedInto(place: {
  readonly line: number;
  readonly column: number;
  readonly sql: string;
  readonly kind: string;
  readonly message: string;
}): ReviewedStatement {
  const rule = RULES["not-looked-into"];
  const { line, column, sql, kind, message } = place;
  return {
    ...{ index: 0, line, column, sql, kind, locks: [] },
    ...{ blocksReads: false, blocksWrites: false, rewrites: false, scans: false },
    ...{ transactional: true, destructive: false, unknown: true },
    findings: [
      {
        ...{ rule: "not-looked-into", level: rule.level, relation: null, line, column },
        ...{ message, help: rule.help },
      },
    ],
  };
}
