import type { Rule } from "../rule";

/** A comment that should silence a finding and does not: no reason, or a rule that there is not. */
export const ignoreWithoutEffect: Rule = {
  level: "warning",
  tier: "core",
  help: "-- interlock:ignore rule-id[, rule-id] reason",
  check: (one) =>
    one.comments.flatMap(({ line, column, problems }) =>
      problems.map((problem) => ({
        message: `The comment does not do what it seems to. ${problem}`,
        line,
        column,
      })),
    ),
};
