import { TOO_DEEP } from "../../sql/parse";
import { type Rule, subcommands } from "../rule";

const MESSAGES: Readonly<Record<string, string>> = {
  DoStmt: "Part of the block is put together at run time: what it does was not looked into.",
  [TOO_DEEP]: "The statement is too deeply nested, or too long: it was not looked into.",
};

/** A statement whose locks the fact engine does not know: dynamic SQL, unknown functions and types, CALL. */
export const notLookedInto: Rule = {
  level: "warning",
  tier: "core",
  help: "Review by hand what it does, or write it as plain SQL.",
  check: (one) =>
    one.facts.unknown && !subcommands(one, "AT_AlterColumnType").length
      ? [
          {
            message: MESSAGES[one.statement.kind] ?? "What this does is not known here: it may be anything.",
          },
        ]
      : [],
};
