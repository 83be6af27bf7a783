import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { review } from "../review/review";
import { migrationHistories } from "../testing/migration-histories";
import { createTestDatabase, type TestDatabase } from "../testing/postgres";
import { loadParser, parseSql } from "./parse";
import { withoutPsql } from "./psql";

const MUTANTS = 6000;
const SEED = 20261127;

/** Every statement of the rules' pages and of the recorded observations. */
function corpus(): readonly string[] {
  const pages = new URL("../../docs/rules/", import.meta.url);
  const examples = readdirSync(pages).flatMap((name) =>
    [...readFileSync(new URL(name, pages), "utf8").matchAll(/^```sql (?:found|fine)\n([\s\S]*?)^```$/gm)].map(
      ([, sql]) => sql ?? "",
    ),
  );
  const observed = readFileSync(new URL("./facts/testdata/lock-facts.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .flatMap((line) => (JSON.parse(line) as { sql?: string }).sql ?? []);
  return [...new Set([...examples, ...observed, ...MORE])].filter((sql) => !sql.includes("\\"));
}

/** What came with 16 to 18, and corners of the grammar. */
const MORE = [
  "select json_array(1, 2), '1' is json, json_exists(a, '$'), json_scalar(1), json_serialize(a) from t",
  "select * from json_table(a, '$' columns (x int))",
  "select * from (select 1)",
  "merge into t using u on true when not matched by source then delete returning *",
  "merge into t using u on t.a = u.a when matched then update set a = 1 when not matched then insert values (1)",
  "alter table t add constraint p primary key (a, b without overlaps)",
  "alter table t add foreign key (a, period b) references u (a, period b)",
  "alter table t add foreign key (a, b) references u on delete set null (b)",
  "insert into t values (1) returning with (old as o) o.a",
  "with recursive x as (select 1) search depth first by a set b select 1",
  "with recursive x as (select 1) cycle a set b using c select 1",
  "create publication p for tables in schema s",
  "create publication p for table t (a) where (a > 1)",
  "alter table t alter a set statistics default",
  "alter table t alter constraint c no inherit",
  "alter table t alter constraint c not enforced",
  "create table t (a text storage plain compression lz4, b int generated always as (1) virtual, not null a)",
  "create unlogged sequence s",
  "reindex database",
  "alter table t add column x int enforced not null, add column y int references u not enforced",
  "create or replace trigger g before insert on t for each row execute function f()",
  "create function f(a int) returns int begin atomic; select case when a = 1 then 2 end; select 3; end",
  "create function f() returns int return 1",
  "create rule r as on insert to t do also (insert into u values (1); delete from v)",
  "select 1_000, 0x1f, 0o17, 0b11, 1e5, 1., .5, $1, 'a' 'b', e'a''b', u&'d\u0061', b'01', x'1f', $a$ ; $a$",
  "select a[1:2], a.*, (a).b, a::int[], cast(a as numeric(3, 2)), a at time zone 'x', a collate \"C\" from t a(b)",
  "select array[1, 2], row(1, 2), (1, 2) = (3, 4), a between 1 and 2, a in (1), a like 'b' escape 'c', a is distinct from b",
  "select sum(a) filter (where b) over (partition by c order by d rows between 1 preceding and current row) from t",
  "select distinct on (a) a from t left join u using (b) as j natural join v order by a desc nulls last limit 1 offset 2",
  "select 1 union all select 2 except (select 3) intersect select 4 for update of t skip locked",
  "grant select (a), update on t to x, public with grant option granted by current_user",
  "grant set on parameter work_mem to x",
  "create type m as enum ('a', 'b'); create type c as (a int, b text); create domain d as int check (value > 0)",
  "create table p (a int) partition by range (a); create table q partition of p for values from (1) to (maxvalue)",
  "create index concurrently if not exists i on only t using gin (lower(a) text_ops, (b + 1)) include (c) with (x = 1) where d",
  "comment on column t.a is null; do language plpgsql $$ begin end $$; call p(1, b => 2); values (1), (2); table t",
  "begin isolation level serializable, read only; savepoint s; rollback to s; release s; commit and chain",
  "copy t (a) from stdin with (format csv, header true); explain (analyze, buffers off) select 1; vacuum (full) t, u",
  "create extension if not exists citext with schema x cascade; create schema if not exists s authorization x",
  "alter type m add value if not exists 'c' before 'b'; alter sequence s owned by t.a; alter view v rename a to b",
];

/** Words that are put in or exchanged; some are words of a grammar older or newer than the other. */
const WORDS = [
  ...[
    "select",
    "from",
    "table",
    "not",
    "null",
    "as",
    "on",
    "only",
    "if",
    "exists",
    "default",
    "with",
    "using",
  ],
  ...[
    "returning",
    "virtual",
    "enforced",
    "period",
    "json_table",
    "merge",
    "system_user",
    "atomic",
    "end",
    "x",
  ],
  ...[
    "(",
    ")",
    ",",
    ";",
    "*",
    "=",
    "::",
    "'s'",
    '"i"',
    "1",
    "1_0",
    "0x1",
    "$1",
    "-- c\n",
    "/* c */",
    "'",
    '"',
    "$$",
  ],
] as const;

const TOKEN = /'(?:[^']|'')*'|"[^"]*"|\$\w*\$|[A-Za-z_]\w*|\d+|\s+|[^\w\s]/g;

const mutation = fc.record({
  kind: fc.constantFrom("drop", "double", "swap", "put", "exchange", "cut"),
  at: fc.nat(),
  word: fc.constantFrom(...WORDS),
});

function mutate(sql: string, changes: readonly { kind: string; at: number; word: string }[]): string {
  const tokens = sql.match(TOKEN) ?? [];
  for (const { kind, at: anywhere, word } of changes) {
    const at = tokens.length === 0 ? 0 : anywhere % tokens.length;
    if (kind === "drop") tokens.splice(at, 1);
    else if (kind === "double") tokens.splice(at, 0, ` ${tokens[at] ?? ""} `);
    else if (kind === "swap") tokens.splice(at, 2, ...tokens.slice(at, at + 2).reverse());
    else if (kind === "put") tokens.splice(at, 0, ` ${word} `);
    else if (kind === "exchange") tokens.splice(at, 1, ` ${word} `);
    else tokens.splice(at);
  }
  return tokens.join("");
}

/** The histories as the server would get them from psql, whole. */
const histories = () =>
  migrationHistories().flatMap(({ files }) => files.map((sql) => withoutPsql(sql).trim()));

/** All statements that are tried, as written and changed; the same in every run. */
function tried(): readonly string[] {
  const statements = corpus();
  const mutant = fc
    .tuple(fc.constantFrom(...statements), fc.array(mutation, { minLength: 1, maxLength: 2 }))
    .map(([sql, changes]) => mutate(sql, changes));
  return [
    ...new Set([...statements, ...histories(), ...fc.sample(mutant, { seed: SEED, numRuns: MUTANTS })]),
  ];
}

/** The whole text goes through the server's grammar before its first statement runs, and that one fails: nothing is done. */
const FIRST = "select 1/0;";
const DIVISION_BY_ZERO = "22012";

/** Why the server's grammar refuses the text; null where it takes it. */
async function refusal(client: pg.Client, sql: string): Promise<string | null> {
  try {
    await client.query(`${FIRST}${sql}`);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return code === DIVISION_BY_ZERO ? null : `${code} ${message}`;
  }
  throw new Error("a division by zero has an answer");
}

const databases: Partial<Record<15 | 18, TestDatabase>> = {};
const clients: Partial<Record<15 | 18, pg.Client>> = {};

beforeAll(async () => {
  await loadParser();
  for (const major of [15, 18] as const) {
    const database = await createTestDatabase(major);
    databases[major] = database;
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    clients[major] = client;
  }
});
afterAll(async () => {
  for (const client of Object.values(clients)) await client.end();
  for (const database of Object.values(databases)) await database.drop();
});

/** What the parser takes and no server does: parameters stand where a name could, as in normalised queries. */
const LENIENT = /\$\d/;

it("refuses what the grammar of 18 refuses, and nothing else", async () => {
  const client = clients[18] as pg.Client;
  const different: string[] = [];
  let refused = 0;
  for (const sql of tried()) {
    const server = await refusal(client, sql);
    const parsed = parseSql(sql);
    const ours = parsed.ok ? null : parsed.failure.message;
    if (server !== null) refused += 1;
    if (ours === null && LENIENT.test(sql)) continue;
    if ((ours === null) !== (server === null)) different.push(`${sql}\n  ours: ${ours}\n  18: ${server}`);
  }
  expect(different).toEqual([]);
  expect(refused).toBeGreaterThan(MUTANTS / 4);
});

/** What 15 refuses and the grammar of 18 takes, where no node of the tree tells. */
const NEWER: readonly (readonly [RegExp, string])[] = [
  [/\b\d+_\d|\b0[xob][\da-f]/i, "numbers in other bases or with underscores came with 16"],
  [LENIENT, "as on 18"],
];

/** What 15 takes and the grammar of 18 refuses. */
const OLDER: readonly (readonly [RegExp, string])[] = [
  [/\bsystem_user\b/i, "a reserved word since 16"],
  [/\b(json_table|json_exists|json_query|json_value|merge_action)\b/i, "no names of functions since 17"],
];

it("tells on 15 what its grammar refuses as well, or why not", async () => {
  const client = clients[15] as pg.Client;
  const different: string[] = [];
  for (const sql of tried()) {
    const server = await refusal(client, sql);
    const parsed = parseSql(sql);
    const ours = parsed.ok ? null : parsed.failure.message;
    if ((ours === null) === (server === null)) continue;
    const told = review(sql, { serverMajor: 15 }).statements.some(({ findings }) =>
      findings.some(({ rule }) => rule === "unsupported-in-version"),
    );
    const reasons = server === null ? OLDER : NEWER;
    if (told || reasons.some(([pattern]) => pattern.test(sql))) continue;
    different.push(`${sql}\n  ours: ${ours}\n  15: ${server}`);
  }
  expect(different).toEqual([]);
});
