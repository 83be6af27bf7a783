import type { Config } from "./config";

/** Only the start itself needs these. */
const WITHHELD = ["INTERLOCK_ADMIN_EMAIL", "INTERLOCK_ADMIN_PASSWORD", "INTERLOCK_ADMIN_API_KEY"];

/** The environment of the web, worker and traffic processes: the settings with every default filled in. */
export function childEnvironment(
  config: Config,
  { databaseUrl, secretKey, dev = false }: { databaseUrl: string; secretKey: string; dev?: boolean },
): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !WITHHELD.includes(name));
  return {
    ...Object.fromEntries(inherited),
    NODE_ENV: dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    HOST: config.host,
    PORT: String(config.port),
    DATABASE_URL: databaseUrl,
    INTERLOCK_DATA_DIR: config.dataDir,
    INTERLOCK_SECRET_KEY: secretKey,
    INTERLOCK_LOG_FORMAT: config.logFormat ?? (process.stdout.isTTY ? "text" : "json"),
    INTERLOCK_DEMO: config.demo ? "1" : "0",
  };
}
