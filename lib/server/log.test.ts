import { Writable } from "node:stream";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { describeError, LOG_OPTIONS } from "./log";

/** What a log with our options writes for one call. */
function written(fields: Record<string, unknown>): string {
  let text = "";
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  pino({ ...LOG_OPTIONS, level: "info" }, sink).info(fields, "a message");
  return text;
}

const SECRET = "planted-secret";

describe("the log", () => {
  it.each([
    ["a password", { password: SECRET }],
    ["a password one level down", { body: { password: SECRET } }],
    ["a key two levels down", { request: { headers: { authorization: `Bearer ${SECRET}` } } }],
    ["a connection string", { environment: { connectionString: `postgres://u:${SECRET}@h/d` } }],
    ["a connection string in an error", { err: new Error(`cannot use postgres://u:${SECRET}@h/d`) }],
    [
      "the parameters that drizzle adds to a message",
      { err: new Error(`Failed query: insert into t values ($1)\nparams: ${SECRET},2`) },
    ],
    [
      "the row values that Postgres repeats",
      {
        err: Object.assign(new Error("duplicate key"), { detail: `Key (email)=(${SECRET})`, where: SECRET }),
      },
    ],
    ["the cause of an error", { err: new Error("x", { cause: new Error(`postgres://u:${SECRET}@h/d`) }) }],
  ])("leaves out %s", (_what, fields) => {
    const line = written(fields);
    expect(line).toContain("a message");
    expect(line).not.toContain(SECRET);
  });

  it("keeps what helps: type, message, SQLSTATE and stack, down the causes", () => {
    const cause = Object.assign(new Error("lock not available"), { code: "55P03" });
    const described = describeError(new TypeError("could not", { cause }));
    expect(described).toMatchObject({
      type: "TypeError",
      message: "could not",
      cause: { message: "lock not available", code: "55P03" },
    });
    expect(described.stack).toContain("log.test.ts");
  });
});
