import { readFileSync } from "node:fs";
import pg from "pg";
import { type FactContext, factsOf } from "../sql/facts";
import { type Experiment, observeStatement, type Seen, watchStatement } from "./observe-statement";

interface Line extends Experiment {
  readonly observed: readonly { readonly pg: readonly number[]; readonly error?: string }[];
  /** Cannot be held open in a transaction: watched from beside. */
  readonly sampled?: boolean;
}

const [head, ...lines] = readFileSync(
  new URL("../sql/facts/testdata/lock-facts.jsonl", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Line & { base: string });

/** Where the engine says more than one server did, and why it may. By id of the observation. */
export const EXPLAINED: Readonly<Record<string, string>> = {
  "alter-column/add-column-default-volatile-fn":
    "a volatile function counts as computed per row, inlined or not",
  "alter-column/add-column-default-volatile-sql-inlinable": "the same function",
  "table/set-logged-already": "the catalog does not say whether a table is logged: the worst is assumed",
  "table/set-tablespace-same": "the catalog does not say where a table lies: the worst is assumed",
  "table/set-access-method-same": "the catalog does not say the access method: the worst is assumed",
  "table/of-type": "the lock on the composite type stops only changes of the type",
  "table/alter-extension-update": "an extension's script may do anything: unknown",
  "type/composite-typed-table-cascade": "the catalog does not list tables made OF a type: unknown",
  "type/enum-create-add-use-same-tx": "the table was made in the same transaction",
  "drop/drop-extension-cascade": "the catalog does not list what an extension owns: unknown",
  "constraint/validate-same-tx-after-add": "the lock is held already, from the statement before",
  "nontx/cluster-all": "which tables are marked is not in the catalog: unknown",
  "typechange/serial int -> bigint":
    "on 15 the server was once seen to hold ACCESS SHARE on the sequence too: it stops nobody, and comes and goes",
  "nontx/reindex-schema": "every table of a schema: unknown",
  "misc/reindex-table-concurrently-partitioned": "its locks on leaves last for one short transaction",
};

export interface Comparison {
  readonly id: string;
  readonly sql: string;
  /** What differs; empty where the engine says what the server did. */
  readonly differences: readonly string[];
}

export interface Databases {
  /** A fresh copy of the base schema; `drop` is called when it is used up. */
  fresh(): Promise<{ url: string; drop(): Promise<void> }>;
}

/** The schema all experiments start from. */
export async function prepareBase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(head?.base ?? "");
    const { rows } = await client.query("select 1 from pg_roles where rolname = 'lf_owner'");
    if (rows.length === 0) await client.query("create role lf_owner");
    const { rows: spaces } = await client.query("select 1 from pg_tablespace where spcname = 'lfts'");
    if (spaces.length === 0) {
      await client.query("set allow_in_place_tablespaces = on");
      await client.query("create tablespace lfts location ''");
    }
  } finally {
    await client.end();
  }
}

/** The experiments that were seen on that version of the server. */
export function experimentsOf(major: number): readonly Line[] {
  return lines.filter((line) => line.observed.some((one) => one.pg.includes(major)));
}

/** Runs every experiment of a version on a server, and compares what it did with what the engine says it does. */
export async function compareAll(major: number, databases: Databases): Promise<Comparison[]> {
  const shared = await databases.fresh();
  const results: Comparison[] = [];
  try {
    for (const line of experimentsOf(major)) {
      const own = line.setup !== undefined || line.sampled ? await databases.fresh() : null;
      try {
        const url = (own ?? shared).url;
        const seen = line.sampled
          ? await watchStatement(
              url,
              line,
              "update t set note = note where id = 1; select * from pt, c limit 1",
            )
          : await observeStatement(url, line);
        results.push({ id: line.id, sql: line.sql, differences: differencesOf(line, seen, major) });
      } finally {
        await own?.drop();
      }
    }
  } finally {
    await shared.drop();
  }
  return results;
}

function differencesOf(line: Line, seen: Seen, major: number): string[] {
  const expected = line.observed.find((one) => one.pg.includes(major))?.error ?? null;
  if (seen.error !== expected) return [`recorded as ${expected ?? "done"}, now ${seen.error ?? "done"}`];
  const context: FactContext = { serverMajor: major, catalog: seen.catalog, timeZone: seen.timeZone };
  const facts = factsOf(line.sql, context);
  if (seen.error !== null) {
    const wrong = seen.error === "25001" && facts.transactional;
    return wrong ? ["the server refuses it in a transaction, the engine does not"] : [];
  }
  if (facts.unknown) return ["unknown to the engine"];
  const said = Object.fromEntries(facts.locks.map(({ relation, mode }) => [relation, mode]));
  const differences: string[] = [];
  for (const [relation, mode] of Object.entries(seen.locks)) {
    // Indexes that a statement does not name are locked along with their table, and left out.
    if (!seen.indexes.includes(relation) && said[relation] !== mode) {
      differences.push(
        `${relation}: the server took ${mode}, the engine says ${said[relation] ?? "nothing"}`,
      );
    }
  }
  // Between two looks a lock may come and go: beside a watched statement only what was seen is compared.
  if (line.sampled) return differences;
  for (const [relation, mode] of Object.entries(said)) {
    if (seen.locks[relation] === undefined)
      differences.push(`${relation}: the engine says ${mode}, none was taken`);
    else if (seen.indexes.includes(relation) && seen.locks[relation] !== mode) {
      differences.push(`${relation}: the server took ${seen.locks[relation]}, the engine says ${mode}`);
    }
  }
  const rewritten = seen.newFiles.filter((relation) => !seen.indexes.includes(relation));
  // TRUNCATE gives a table a new file too, but an empty one.
  if (!facts.destructive && facts.rewrites !== rewritten.length > 0) {
    differences.push(
      `new files of ${rewritten.join() || "no table"}, the engine says rewrites: ${facts.rewrites}`,
    );
  }
  const worked = seen.scanned.length > 0 || seen.newFiles.length > 0;
  if (!facts.destructive && !facts.rewrites && facts.scans !== worked) {
    differences.push(
      `rows read of ${seen.scanned.join() || "no table"}, the engine says scans: ${facts.scans}`,
    );
  }
  return differences;
}
