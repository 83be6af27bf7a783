import { type DestinationStream, type LoggerOptions, pino } from "pino";
import { terminalLine } from "./terminal-line";

const SECRET_FIELDS = [
  "password",
  "newPassword",
  "currentPassword",
  "connectionString",
  "databaseUrl",
  "sealedSecret",
  "secret",
  "token",
  "apiKey",
  "key",
  "authorization",
  "cookie",
  "setCookie",
];

/** What the log leaves out; apart from the log itself, so that a test can write to a place of its own. */
export const LOG_OPTIONS = {
  base: { pid: process.pid },
  redact: {
    paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    censor: "[redacted]",
  },
  serializers: { err: describeError },
} satisfies LoggerOptions;

const AT_TERMINAL: DestinationStream = {
  write: (json) => void process.stdout.write(`${terminalLine(json)}\n`),
};
const isText = process.env.INTERLOCK_LOG_FORMAT === "text";

/**
 * The log of every process on standard output: JSON lines, or, where `INTERLOCK_LOG_FORMAT` is `text`, a line for
 * people. Level from `INTERLOCK_LOG_LEVEL`; people are told from warnings on where it is not set. Fields that hold
 * secrets are redacted two levels deep, and database errors lose the parts in which Postgres repeats
 * row values (`detail`, `where`, parameters).
 */
export const log = pino(
  {
    ...LOG_OPTIONS,
    level: process.env.INTERLOCK_LOG_LEVEL ?? (process.env.VITEST ? "silent" : isText ? "warn" : "info"),
  },
  isText ? AT_TERMINAL : pino.destination(1),
);

export type Log = typeof log;

/** An error as the log may have it: type, message, SQLSTATE and stack, without row values or connection strings. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: withoutCredentials(String(error)) };
  const code = "code" in error ? error.code : undefined;
  // drizzle puts the parameters' values into its message after this line.
  const message = withoutCredentials(error.message.split("\nparams:")[0] ?? "");
  return {
    type: error.name,
    message,
    ...(code !== undefined && { code }),
    stack: withoutCredentials((error.stack ?? "").replace(/\nparams:[\s\S]*?(?=\n\s+at )/, "")),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

function withoutCredentials(text: string): string {
  return text.replace(/(\w+:\/\/[^\s:/@]+):[^\s@]+@/g, "$1:[redacted]@");
}
