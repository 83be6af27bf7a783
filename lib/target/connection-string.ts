import { fail, ok, type Result } from "../contracts/result";
import { hostRefusal } from "./host";

export const SSL_MODES = ["disable", "prefer", "require", "verify-ca", "verify-full"] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** All that may be known about a connection to a target. Nothing else of a connection string is kept. */
export interface TargetConnection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Empty where none was given: it is sent as such, never looked up in a password file. */
  readonly password: string;
  readonly sslmode: SslMode;
  /** PEM text of the authority that signs the server's certificate. */
  readonly ca: string | null;
}

/** Why a connection string is refused. The message is fit to show: it never holds the password. */
export interface ConnectionStringFailure {
  readonly code:
    | "connection.malformed"
    | "connection.incomplete"
    | "connection.parameter-refused"
    | "connection.value-refused"
    | "connection.host-refused";
  readonly message: string;
}

type Fields = Map<string, string>;

/**
 * Reads `postgres://…` and `host=… dbname=…` strings into an allow-list of fields.
 * Anything else is refused by name: several of libpq's parameters name files on this server (sslkey, passfile,
 * service) or change what a session does (options). Reads no file, no environment variable, no clock.
 */
export function parseConnectionString(text: string): Result<TargetConnection, ConnectionStringFailure> {
  const trimmed = text.trim();
  if (trimmed === "") return refuse("connection.malformed", "The connection string is empty.");
  if (/[\0]/.test(trimmed)) return refuse("connection.malformed", "The connection string holds a null byte.");
  const fields = /^postgres(ql)?:\/\//i.test(trimmed) ? readUrl(trimmed) : readKeywords(trimmed);
  return fields.ok ? assemble(fields.value) : fields;
}

function assemble(fields: Fields): Result<TargetConnection, ConnectionStringFailure> {
  for (const name of fields.keys()) {
    const refusal = parameterRefusal(name);
    if (refusal) return refuse("connection.parameter-refused", refusal);
  }
  const host = fields.get("host") ?? "";
  const badHost = hostRefusal(host);
  if (badHost) return refuse("connection.host-refused", badHost);

  const portText = fields.get("port") ?? "5432";
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port < 1 || port > 65535)
    return refuse("connection.value-refused", "`port` must be a number from 1 to 65535.");

  const user = fields.get("user") ?? "";
  if (user === "")
    return refuse(
      "connection.incomplete",
      "The connection string names no user: write postgres://user@host/…",
    );
  const sslmode = fields.get("sslmode") ?? "prefer";
  if (!isSslMode(sslmode))
    return refuse("connection.value-refused", `\`sslmode\` must be one of ${SSL_MODES.join(", ")}.`);

  const ca = fields.get("sslrootcert") ?? null;
  if (ca !== null && !isPem(ca))
    return refuse(
      "connection.value-refused",
      "`sslrootcert` must be the certificate itself (text from -----BEGIN CERTIFICATE-----), not a file name.",
    );
  if (ca !== null && sslmode === "disable")
    return refuse("connection.value-refused", "`sslrootcert` has no meaning with `sslmode=disable`.");
  return ok({
    host: host.replace(/^\[(.*)\]$/, "$1"),
    port,
    database: fields.get("dbname") || user,
    user,
    password: fields.get("password") ?? "",
    sslmode,
    ca,
  });
}

const ALLOWED = new Set(["host", "port", "dbname", "user", "password", "sslmode", "sslrootcert"]);
const READS_FILES = new Set([
  "sslcert",
  "sslkey",
  "sslcrl",
  "sslcrldir",
  "passfile",
  "service",
  "servicefile",
]);

function parameterRefusal(name: string): string | null {
  if (ALLOWED.has(name)) return null;
  // The name is the writer's own text: shown only where it looks like a parameter, so that a password with an
  // unescaped `?` or `&` in it is not echoed.
  const shown = /^[a-z_]{2,40}$/.test(name) ? `The parameter \`${name}\`` : "A parameter";
  if (name === "hostaddr") return `${shown} is not accepted: write the address as \`host\`.`;
  if (name === "options") return `${shown} is not accepted: Interlock sets its own session settings.`;
  if (READS_FILES.has(name))
    return `${shown} is not accepted: it would make the server read one of its files.`;
  return `${shown} is not accepted. Leave it out; accepted are ${[...ALLOWED].join(", ")}.`;
}

/** `postgres://user:password@host:port/database?name=value`, percent-encoded as RFC 3986 has it. */
function readUrl(text: string): Result<Fields, ConnectionStringFailure> {
  const rest = text.slice(text.indexOf("://") + 3);
  if (rest.includes("#"))
    return refuse(
      "connection.malformed",
      "The connection string holds an unescaped `#`: write it as %23 (in passwords `/`, `?`, `@`, `:` and `%` too).",
    );
  const queryAt = rest.indexOf("?");
  const query = queryAt < 0 ? "" : rest.slice(queryAt + 1);
  const beforeQuery = queryAt < 0 ? rest : rest.slice(0, queryAt);
  const slashAt = beforeQuery.indexOf("/");
  const authority = slashAt < 0 ? beforeQuery : beforeQuery.slice(0, slashAt);
  const path = slashAt < 0 ? "" : beforeQuery.slice(slashAt + 1);
  // An unescaped "/", "?" or "@" in a password would leave part of it in the host, which messages show.
  const atSign = authority.lastIndexOf("@");
  if (path.includes("@") || query.split("=")[0]?.includes("@") || authority.indexOf("@") !== atSign)
    return refuse(
      "connection.malformed",
      "An unescaped character stands in the user or password: write `/` as %2F, `?` as %3F, `@` as %40, `#` as %23.",
    );

  const fields: Fields = new Map();
  const raw: [string, string][] = [];
  if (atSign >= 0) {
    const credentials = authority.slice(0, atSign);
    const colon = credentials.indexOf(":");
    raw.push(["user", colon < 0 ? credentials : credentials.slice(0, colon)]);
    if (colon >= 0) raw.push(["password", credentials.slice(colon + 1)]);
  }
  const hostPort = splitHostPort(authority.slice(atSign + 1));
  if (!hostPort)
    return refuse("connection.malformed", "The host is not readable: write host, host:port or [IPv6]:port.");
  if (hostPort.host !== "") raw.push(["host", hostPort.host]);
  if (hostPort.port !== "") raw.push(["port", hostPort.port]);
  if (path !== "") raw.push(["dbname", path]);
  for (const pair of query.split("&").filter((part) => part !== "")) {
    const equals = pair.indexOf("=");
    if (equals < 0)
      return refuse("connection.malformed", "A parameter after `?` has no value: write name=value.");
    // libpq's own names, and those other drivers use for the same thing.
    raw.push([alias(pair.slice(0, equals)), pair.slice(equals + 1)]);
  }
  for (const [name, value] of raw) {
    const decoded = percentDecode(value);
    if (decoded === null)
      return refuse(
        "connection.malformed",
        `${ALLOWED.has(name) ? `\`${name}\`` : "A part"} has a \`%\` that starts no escape: write a percent sign as %25.`,
      );
    if (fields.has(name) && ALLOWED.has(name))
      return refuse("connection.malformed", `\`${name}\` is given twice.`);
    fields.set(name, decoded);
  }
  return ok(fields);
}

function alias(name: string): string {
  const lower = name.toLowerCase();
  if (lower === "database") return "dbname";
  return lower === "username" ? "user" : lower;
}

/** IPv6 addresses stand in brackets. Several hosts (`a,b`) pass here, so that they are refused by name later. */
function splitHostPort(text: string): { host: string; port: string } | null {
  if (text.startsWith("[") && !text.includes(",")) {
    const match = /^(\[[^\]]*\])(?::(\d*))?$/.exec(text);
    return match ? { host: match[1] ?? "", port: match[2] ?? "" } : null;
  }
  if (text.includes(",")) return { host: text, port: "" };
  const colon = text.indexOf(":");
  if (colon < 0) return { host: text, port: "" };
  return text.indexOf(":", colon + 1) < 0
    ? { host: text.slice(0, colon), port: text.slice(colon + 1) }
    : null;
}

function percentDecode(value: string): string | null {
  try {
    const decoded = decodeURIComponent(value);
    return decoded.includes("\0") ? null : decoded;
  } catch {
    return null;
  }
}

/**
 * `host=db.example dbname='my shop'`: libpq's keyword form; in quotes, `\'` and `\\` stand for `'` and `\`.
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE
 */
function readKeywords(text: string): Result<Fields, ConnectionStringFailure> {
  const fields: Fields = new Map();
  const pattern = /\s*([A-Za-z_]+)\s*=\s*(?:'((?:[^'\\]|\\[\s\S])*)'|((?:[^\s'\\]|\\[\s\S])*))(?=\s|$)/y;
  let at = 0;
  while (at < text.length && text.slice(at).trim() !== "") {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match)
      return refuse(
        "connection.malformed",
        "Not a connection string: write postgres://user:password@host:port/database or host=… port=… dbname=… user=… password=….",
      );
    const name = alias(match[1] ?? "");
    if (fields.has(name) && ALLOWED.has(name))
      return refuse("connection.malformed", `\`${name}\` is given twice.`);
    fields.set(name, (match[2] ?? match[3] ?? "").replace(/\\([\s\S])/g, "$1"));
    at = pattern.lastIndex;
  }
  return ok(fields);
}

function isSslMode(text: string): text is SslMode {
  return (SSL_MODES as readonly string[]).includes(text);
}

function isPem(text: string): boolean {
  return /^\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s-]+-----END CERTIFICATE-----\s*$/.test(text);
}

function refuse(
  code: ConnectionStringFailure["code"],
  message: string,
): Result<never, ConnectionStringFailure> {
  return fail({ code, message });
}
