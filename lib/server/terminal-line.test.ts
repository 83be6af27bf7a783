import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { LOG_OPTIONS } from "./log";
import { terminalLine } from "./terminal-line";

/** What a person reads of one call of the log. */
function read(level: "info" | "warn" | "error", fields: Record<string, unknown>, message = "it happened") {
  let line = "";
  pino(LOG_OPTIONS, { write: (json) => (line = terminalLine(json)) })[level](fields, message);
  return line;
}

describe("a log line at a terminal", () => {
  it("has a word for its level, the message and its fields", () => {
    expect(read("warn", { runId: "run_1", dead: ["a", "b"] })).toBe(
      'Warning: it happened (runId run_1, dead ["a","b"])',
    );
    expect(read("info", {})).toBe("Note: it happened");
  });

  it("tells what an error says, and where it comes from only where the level is error", () => {
    const err = new Error("connection refused");
    expect(read("warn", { err })).toBe("Warning: it happened: connection refused");
    expect(read("error", { err })).toMatch(/^Error: it happened\n {2}Error: connection refused\n {6}at /);
  });

  it("keeps out what would steer the terminal", () => {
    expect(read("warn", { service: "\u001b[2J\nweb\u009b" }, "a\rb")).toBe(
      "Warning: a\\u000db (service \\u001b[2J\\u000aweb\\u009b)",
    );
  });

  it("leaves out secrets as the log itself does", () => {
    expect(read("warn", { password: "planted-secret" })).not.toContain("planted-secret");
  });
});
