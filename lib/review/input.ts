import { withoutPsql } from "@/lib/sql/psql";

/** A file made ready for the parser: of the same length, so that every position stays what it was. */
export interface Input {
  readonly sql: string;
  readonly ignores: readonly Ignore[];
}

/** `-- interlock:ignore rule-id[, rule-id] reason`. Without a reason it has no effect. */
export interface Ignore {
  /** Counted from 1. */
  readonly line: number;
  readonly rules: readonly string[];
  readonly reason: string;
}

export function readInput(text: string): Input {
  return { sql: withoutPsql(text), ignores: ignoresOf(text) };
}

const IGNORE = /--[ \t]*interlock:ignore[ \t]+([a-z0-9-]+(?:[ \t]*,[ \t]*[a-z0-9-]+)*)[ \t]+(\S[^\r\n]*)/g;

function ignoresOf(sql: string): Ignore[] {
  if (!sql.includes("interlock:ignore")) return [];
  let line = 1;
  let counted = 0;
  return [...sql.matchAll(IGNORE)].map((match) => {
    line += sql.slice(counted, match.index).split("\n").length - 1;
    counted = match.index;
    return {
      line,
      rules: (match[1] ?? "").split(",").map((rule) => rule.trim()),
      reason: (match[2] ?? "").trim(),
    };
  });
}
