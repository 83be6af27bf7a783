const WORDS: readonly (readonly [least: number, word: string])[] = [
  [50, "Error"],
  [40, "Warning"],
  [30, "Note"],
  [0, "Detail"],
];

/** What is of no use to somebody at a terminal, or said elsewhere in the line. */
const LEFT_OUT = ["level", "time", "pid", "msg", "err"];

/**
 * A line of the log as a person at a terminal reads it: `Warning: a deploy was not recorded (service web)`. An
 * error tells its message, and its stack where the level is error. What is logged may come from others: characters
 * that would steer the terminal are escaped.
 */
export function terminalLine(json: string): string {
  const fields = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const level = Number(fields.level);
  const word = WORDS.find(([least]) => level >= least)?.[1];
  const details = Object.entries(fields)
    .filter(([name]) => !LEFT_OUT.includes(name))
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  const said = `${word}: ${fields.msg}${details.length > 0 ? ` (${details.join(", ")})` : ""}`;
  const { message, stack } = (fields.err ?? {}) as { readonly message?: string; readonly stack?: string };
  if (level >= 50 && stack) return [said, ...stack.split("\n")].map(harmless).join("\n  ");
  return harmless(message === undefined ? said : `${said}: ${message}`);
}

/** C0 and C1 control characters, line breaks among them, as `\u…`. */
function harmless(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
