// What the tests need besides npm packages: a browser and a Postgres 15.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { npmCommand, runForwardingSignals } from "./prepare.mjs";

/** Finds or installs a browser that launches. Returns null, or one line that says what to do. */
export async function ensureBrowser(say) {
  if (await browserLaunches()) return null;
  if (canUseApt()) {
    say("Installing Chromium (apt-get) …");
    await aptInstall("chromium");
    if (await browserLaunches()) return null;
  }
  say("Installing Chromium (playwright install) …");
  const root = process.getuid?.() === 0;
  await runForwardingSignals(
    ...npmCommand(["exec", "--", "playwright", "install", ...(root ? ["--with-deps"] : []), "chromium"]),
  );
  if (await browserLaunches()) return null;
  return "No browser could be installed: install Chromium (apt-get install chromium) and run npm test again.";
}

/**
 * Debian's Postgres 15 where root may install it. Elsewhere nothing is done here: the tests then take
 * theirs from npm.
 */
export async function ensurePostgres15(say) {
  if (existsSync("/usr/lib/postgresql/15/bin/postgres") || !canUseApt()) return;
  say("Installing Postgres 15 (apt-get) …");
  // The package would start a server of its own on port 5432; only the programs are wanted.
  const conf = "/etc/postgresql-common/createcluster.conf";
  if (!existsSync(conf)) {
    mkdirSync("/etc/postgresql-common", { recursive: true });
    writeFileSync(conf, "create_main_cluster = false\n");
  }
  await aptInstall("postgresql-15");
}

/** A pooler and a library that sets a process's clock, where root may install them. Elsewhere their tests are skipped. */
export async function ensureFaultTools(say) {
  const clocks = ["x86_64", "aarch64"].map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketimeMT.so.1`);
  if (!canUseApt() || (existsSync("/usr/sbin/pgbouncer") && clocks.some((path) => existsSync(path)))) return;
  say("Installing pgbouncer and libfaketime (apt-get) …");
  await aptInstall("pgbouncer", "libfaketime");
}

/** Debian's packages of migration tools, where root may install them. Elsewhere their tests are skipped, and say so. */
export async function ensureMigrationTools(say) {
  if (!canUseApt()) return;
  const programs = ["/usr/bin/sqitch", "/usr/bin/ruby", "/usr/bin/java", "/usr/bin/python3"];
  const modules = ["/usr/lib/python3/dist-packages/alembic", "/usr/lib/python3/dist-packages/django"];
  if ([...programs, ...modules].every((path) => existsSync(path))) return;
  say("Installing migration tools (apt-get) …");
  await aptInstall(
    ...["python3-alembic", "python3-django", "python3-psycopg2", "sqitch", "libdbd-pg-perl"],
    ...["postgresql-client", "ruby-activerecord", "ruby-pg", "default-jre-headless"],
  );
}

async function browserLaunches() {
  const { findChromium } = await import("./chromium.mjs");
  const { chromium } = await import("playwright");
  const found = findChromium();
  if (found === null) return false;
  try {
    const browser = await chromium.launch(found);
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

function canUseApt() {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

async function aptInstall(...names) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = ["-o", "Dpkg::Options::=--force-confold"];
  await runForwardingSignals("apt-get", ["update", "-qq"], { env, quiet: true });
  await runForwardingSignals(
    "apt-get",
    ["install", "-y", "-qq", "--no-install-recommends", ...options, ...names],
    { env, quiet: true },
  );
}
