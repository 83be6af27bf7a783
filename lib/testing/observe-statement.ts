import pg from "pg";
import type { Catalog } from "../catalog/model";
import { readCatalog } from "../catalog/read";
import type { LockMode } from "../contracts/common";
import { LOCK_MODES } from "../contracts/constants";

/** One statement with the state it meets, as the recorded observations have it. */
export interface Experiment {
  readonly id: string;
  readonly sql: string;
  /** Committed before. */
  readonly setup?: string;
  /** Run before in the same transaction. */
  readonly before?: readonly string[];
}

/** What a server did while the statement ran, and what the catalog said before. */
export interface Seen {
  readonly catalog: Catalog;
  readonly error: string | null;
  /** New locks on relations of user schemas that were there before the statement, the strongest per relation. */
  readonly locks: Readonly<Record<string, LockMode>>;
  /** The session's time zone. */
  readonly timeZone: string | null;
  /** Names of all indexes. */
  readonly indexes: readonly string[];
  /** Relations (tables and indexes) whose file is another one now. */
  readonly newFiles: readonly string[];
  /** Tables whose rows this transaction read from first to last. */
  readonly scanned: readonly string[];
}

const USER_RELATION = "c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'";
const NAME = "c.relnamespace::regnamespace::text || '.' || quote_ident(c.relname)";

const LOCKS = `select relation::int8::text as oid, array_agg(mode) as modes from pg_locks
  where pid = $1 and locktype = 'relation' and granted
    and database = (select oid from pg_database where datname = current_database()) group by 1`;
// Composite types are relations of kind c; what their locks stop is only other changes of the type.
const NAMES = `select c.oid::int8::text as oid, ${NAME} as relation, c.relkind::text as kind
  from pg_class c where c.relkind <> 'c' and ${USER_RELATION}`;
const FILES = `select ${NAME} as relation, pg_relation_filenode(c.oid) as file, c.relkind::text as kind
  from pg_class c where c.relkind in ('r', 'i', 'm') and ${USER_RELATION}`;
const SCANS = `select ${NAME} as relation, pg_stat_get_xact_numscans(c.oid)::int as scans
  from pg_class c where c.relkind in ('r', 'm') and ${USER_RELATION}`;

type Held = Map<string, { mode: LockMode; kind: string }>;

/** Runs the statement in a transaction, reads the locks of its session and the files of all tables, and rolls back. */
export async function observeStatement(url: string, experiment: Experiment): Promise<Seen> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    if (experiment.setup) await client.query(experiment.setup);
    const catalog = await readCatalog(client);
    const visible: Catalog = { ...catalog, searchPath: ["public"] };
    await client.query("begin");
    for (const sql of experiment.before ?? []) await client.query(sql);
    const { rows } = await client.query<{ TimeZone: string }>("show timezone");
    const timeZone = rows[0]?.TimeZone ?? null;
    const names = await namesOf(client);
    const before = await picture(client, names);
    const error = await client.query(experiment.sql).then(
      () => null,
      (cause: { code?: string }) => cause.code ?? "?",
    );
    if (error !== null) return { ...NOTHING, catalog: visible, timeZone, error };
    const after = await picture(client, names);
    const locks = Object.fromEntries(
      [...after.held]
        .filter(([relation, { mode }]) => before.held.get(relation)?.mode !== mode)
        .map(([relation, { mode }]) => [relation, mode] as const),
    );
    return {
      catalog: visible,
      timeZone,
      error: null,
      locks,
      indexes: indexesOf(names),
      newFiles: [...before.files]
        .filter(([relation, file]) => after.files.has(relation) && after.files.get(relation) !== file)
        .map(([relation]) => relation),
      scanned: [...after.scans]
        .filter(([relation, scans]) => scans > (before.scans.get(relation) ?? 0))
        .map(([relation]) => relation),
    };
  } finally {
    await client.query("rollback").catch(() => {});
    await client.end();
  }
}

type Names = Map<string, { relation: string; kind: string }>;

const NOTHING = { locks: {}, indexes: [], newFiles: [], scanned: [] };

/** What a lock on an oid is on, by the names of before the statement. */
async function namesOf(client: pg.Client): Promise<Names> {
  const { rows } = await client.query<{ oid: string; relation: string; kind: string }>(NAMES);
  return new Map(rows.map(({ oid, ...name }) => [oid, name]));
}

function indexesOf(names: Names): string[] {
  return [...names.values()].filter(({ kind }) => kind.toLowerCase() === "i").map(({ relation }) => relation);
}

async function picture(client: pg.Client, names: Names) {
  const { rows: pid } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const held = await locksOf(client, pid[0]?.pid ?? 0, names);
  const files = await client.query<{ relation: string; file: number }>(FILES);
  const scans = await client.query<{ relation: string; scans: number }>(SCANS);
  const known = new Set([...names.values()].map(({ relation }) => relation));
  return {
    held,
    files: new Map(files.rows.map((row) => [row.relation, row.file])),
    scans: new Map(
      scans.rows.filter((row) => known.has(row.relation)).map((row) => [row.relation, row.scans]),
    ),
  };
}

/** The strongest mode per relation that the session holds. */
async function locksOf(client: pg.Client, pid: number, names: Names): Promise<Held> {
  const { rows } = await client.query<{ oid: string; modes: LockMode[] }>(LOCKS, [pid]);
  return new Map(
    rows.flatMap(({ oid, modes }) => {
      const name = names.get(oid);
      const mode = [...modes].sort((a, b) => LOCK_MODES.indexOf(b) - LOCK_MODES.indexOf(a))[0];
      return name && mode ? [[name.relation, { kind: name.kind, mode }] as const] : [];
    }),
  );
}

/**
 * Runs a statement that no transaction can hold, beside a session whose older transaction makes it wait, and watches
 * its locks until it ends. A statement that ends between two looks may show fewer locks than it took.
 */
export async function watchStatement(url: string, experiment: Experiment, inTheWay: string): Promise<Seen> {
  const [runner, holder, watcher] = [0, 1, 2].map(() => new pg.Client({ connectionString: url })) as [
    pg.Client,
    pg.Client,
    pg.Client,
  ];
  await Promise.all([runner.connect(), holder.connect(), watcher.connect()]);
  try {
    if (experiment.setup) {
      await runner.query(experiment.setup);
    }
    const catalog = { ...(await readCatalog(runner)), searchPath: ["public"] };
    const { rows } = await runner.query<{ pid: number }>("select pg_backend_pid() as pid");
    const pid = rows[0]?.pid ?? 0;
    const names = await namesOf(watcher);
    await holder.query("begin");
    await holder.query(inTheWay);
    let ended = false;
    const run = runner.query(experiment.sql).then(
      () => null,
      (cause: { code?: string }) => cause.code ?? "?",
    );
    void run.then(() => {
      ended = true;
    });
    const seen: Held = new Map();
    const look = async () => {
      for (const [relation, lock] of await locksOf(watcher, pid, names)) {
        const known = seen.get(relation);
        if (!known || LOCK_MODES.indexOf(known.mode) < LOCK_MODES.indexOf(lock.mode)) {
          seen.set(relation, lock);
        }
      }
    };
    for (;;) {
      await look();
      const waits = await watcher.query(
        "select 1 from pg_stat_activity where pid = $1 and wait_event_type = 'Lock'",
        [pid],
      );
      if (ended || waits.rowCount) break;
    }
    await look();
    await holder.query("rollback");
    while (!ended) await look();
    return {
      catalog,
      timeZone: null,
      error: await run,
      locks: Object.fromEntries([...seen].map(([relation, { mode }]) => [relation, mode])),
      indexes: indexesOf(names),
      newFiles: [],
      scanned: [],
    };
  } finally {
    await Promise.all([runner, holder, watcher].map((client) => client.end()));
  }
}
