import { RULE_IDS } from "@/lib/contracts/constants";
import { linesThatLeave, type PsqlLine, withoutPsql } from "@/lib/sql/psql";

/** A file made ready for the parser: of the same length, so that every position stays what it was. */
export interface Input {
  readonly sql: string;
  readonly ignores: readonly Ignore[];
  /** Lines on which psql would do what is not in the file. */
  readonly elsewhere: readonly PsqlLine[];
}

/** `-- interlock:ignore rule-id[, rule-id] reason`. */
export interface Ignore {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** Rules that the comment names and that there are; none where it gives no reason. */
  readonly rules: readonly string[];
  /** Why it has no effect, or not all of the effect that it seems to have. */
  readonly problems: readonly string[];
}

export function readInput(text: string): Input {
  return { sql: withoutPsql(text), ignores: ignoresOf(text), elsewhere: linesThatLeave(text) };
}

const IGNORE = /--[ \t]*interlock:ignore\b([^\r\n]*)/g;
const NAMES = /^[ \t:]*([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)[ \t]*([^\r\n]*)$/;

function ignoresOf(sql: string): Ignore[] {
  if (!sql.includes("interlock:ignore")) return [];
  let line = 1;
  let lineStart = 0;
  return [...sql.matchAll(IGNORE)].map((match): Ignore => {
    for (
      let at = sql.indexOf("\n", lineStart);
      at >= 0 && at < match.index;
      at = sql.indexOf("\n", lineStart)
    ) {
      line += 1;
      lineStart = at + 1;
    }
    return { line, column: match.index - lineStart + 1, ...effectOf(match[1] ?? "") };
  });
}

function effectOf(words: string): Pick<Ignore, "rules" | "problems"> {
  const [, names = "", reason = ""] = NAMES.exec(words) ?? [];
  const written = names.split(",").map((name) => name.trim());
  const unknown = written.filter((name) => !(RULE_IDS as readonly string[]).includes(name));
  const problems = [
    ...(names === "" ? ["It names no rule."] : unknown.map((name) => `There is no rule ${name}.`)),
    ...(names !== "" && reason.trim() === "" ? ["It gives no reason, so it has no effect."] : []),
  ];
  const rules = reason.trim() === "" ? [] : written.filter((name) => !unknown.includes(name));
  return { rules, problems };
}
