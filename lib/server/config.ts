import { resolve } from "node:path";
import { isLoopback } from "./loopback";

const LOG_FORMATS = ["text", "json"] as const;
type LogFormat = (typeof LOG_FORMATS)[number];

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where people find the page: the host as a browser on this machine would write it. */
  readonly url: string;
  /** Only this machine can reach the server. The demo's one-click sign-in asks for it. */
  readonly loopback: boolean;
  /** Null: the embedded Postgres. */
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  /** 32 bytes in base64. Null: the one kept in the data folder. */
  readonly secretKey: string | null;
  readonly demo: boolean;
  /** Null: for people at a terminal, else JSON. */
  readonly logFormat: LogFormat | null;
  /** Who becomes the first administrator on the first start. */
  readonly firstAdmin: {
    readonly email: string;
    readonly password: string;
    readonly apiKey: string | null;
  } | null;
}

/** Start-up cannot go on; `message` is one line that names the cause and the fix. */
export class StartError extends Error {
  override readonly name = "StartError";
}

type Env = Readonly<Record<string, string | undefined>>;

/** Reads the environment variables of an Interlock process. Throws StartError naming the variable at fault. */
export function readConfig(env: Env): Config {
  const read = (name: string): string | null => env[name]?.trim() || null;
  const host = read("HOST") ?? "127.0.0.1";
  const port = readPort(read("PORT"));
  const databaseUrl = readDatabaseUrl(read("DATABASE_URL"));
  return {
    host,
    port,
    url: `http://${browserHost(host)}:${port}`,
    loopback: isLoopback(host),
    databaseUrl,
    dataDir: resolve(read("INTERLOCK_DATA_DIR") ?? ".interlock"),
    secretKey: readSecretKey(read("INTERLOCK_SECRET_KEY")),
    demo: readSwitch("INTERLOCK_DEMO", read("INTERLOCK_DEMO")) ?? databaseUrl === null,
    logFormat: readLogFormat(read("INTERLOCK_LOG_FORMAT")),
    firstAdmin: readFirstAdmin(read),
  };
}

function browserHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

function readPort(text: string | null): number {
  if (text === null) return 3000;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new StartError(`PORT is "${text}": give a number from 1 to 65535, such as PORT=3001.`);
}

function readDatabaseUrl(text: string | null): string | null {
  if (text === null) return null;
  // The value itself stays out of the message: it holds a password.
  const wanted = "write postgres://user:password@host:5432/database, or unset it for the embedded Postgres.";
  if (!URL.canParse(text)) throw new StartError(`DATABASE_URL is not a connection string: ${wanted}`);
  const url = new URL(text);
  if (url.protocol !== "postgres:" && url.protocol !== "postgresql:") {
    throw new StartError(`DATABASE_URL begins with ${url.protocol}// : ${wanted}`);
  }
  if (url.pathname.length < 2) throw new StartError(`DATABASE_URL names no database: ${wanted}`);
  return text;
}

function readSecretKey(text: string | null): string | null {
  if (text === null) return null;
  if (/^[A-Za-z0-9+/_-]+=*$/.test(text) && Buffer.from(text, "base64").length === 32) return text;
  throw new StartError(
    "INTERLOCK_SECRET_KEY is not 32 bytes in base64: make one with `openssl rand -base64 32`.",
  );
}

function readSwitch(name: string, text: string | null): boolean | null {
  if (text === null) return null;
  if (text === "1") return true;
  if (text === "0") return false;
  throw new StartError(`${name} is "${text}": give 1 or 0.`);
}

function readLogFormat(text: string | null): LogFormat | null {
  const format = LOG_FORMATS.find((one) => one === text);
  if (text !== null && !format) throw new StartError(`INTERLOCK_LOG_FORMAT is "${text}": give text or json.`);
  return format ?? null;
}

function readFirstAdmin(read: (name: string) => string | null): Config["firstAdmin"] {
  const email = read("INTERLOCK_ADMIN_EMAIL");
  const password = read("INTERLOCK_ADMIN_PASSWORD");
  const apiKey = read("INTERLOCK_ADMIN_API_KEY");
  if (email === null && password === null && apiKey === null) return null;
  if (email === null || password === null) {
    const missing = email === null ? "INTERLOCK_ADMIN_EMAIL" : "INTERLOCK_ADMIN_PASSWORD";
    throw new StartError(
      `${missing} is missing: the first administrator needs an e-mail address and a password.`,
    );
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw new StartError(`INTERLOCK_ADMIN_EMAIL is "${email}": give an e-mail address.`);
  }
  return { email, password, apiKey };
}
