import { beforeAll, describe, expect, it } from "vitest";
import { catalogOf, column, constraint, index, table } from "@/lib/testing/catalog-fixture";
import { factsOf } from "./facts";
import { loadParser } from "./parse";

beforeAll(() => loadParser());

const AX = "AccessExclusiveLock";
const SUX = "ShareUpdateExclusiveLock";
const SRX = "ShareRowExclusiveLock";
const RX = "RowExclusiveLock";
const AS = "AccessShareLock";
const RS = "RowShareLock";

const catalog = catalogOf([
  table({
    name: "c",
    columns: [column("id", { notNull: true }), column("t_id"), column("v")],
    constraints: [
      constraint("fk", {
        type: "foreign key",
        columns: ["t_id"],
        validated: false,
        references: { schema: "public", table: "t", columns: ["id"] },
      }),
      constraint("proof", { columns: ["v"], definition: "CHECK ((v IS NOT NULL))" }),
    ],
    indexes: [index("c_v_idx", ["v"])],
  }),
  table({ name: "t", columns: [column("id")] }),
  table({ name: "pt", kind: "partitioned", columns: [column("k")] }),
  table({ name: "pt1", kind: "partition", inheritsFrom: ["public.pt"], columns: [column("k")] }),
]);

const facts = (sql: string, serverMajor = 15) => factsOf(sql, { serverMajor, catalog });
const locks = (sql: string, serverMajor = 15) =>
  Object.fromEntries(
    facts(sql, serverMajor).locks.map((lock) => [lock.relation.replace("public.", ""), lock.mode]),
  );

describe("locks", () => {
  it.each([
    ["alter table t add x int, alter y set statistics 5", { t: AX }],
    ["alter table t alter y set statistics 5, validate constraint z", { t: SUX }],
    ["alter table c drop column t_id", { c: AX, t: AX }],
    ["alter table c drop constraint fk", { c: AX, t: AX }],
    ["alter table c validate constraint fk", { c: SUX, t: RS }],
    ["alter table c add foreign key (v) references t (id) not valid", { c: SRX, t: SRX }],
    ["alter table pt add x int", { pt: AX, pt1: AX }],
    ["alter table only pt add x int", { pt: AX }],
    ["create index concurrently on c (v)", { c: SUX }],
    ["create index on pt (k)", { pt: "ShareLock", pt1: "ShareLock" }],
    ["drop index c_v_idx", { c: AX, c_v_idx: AX }],
    ["drop index concurrently c_v_idx", { c: SUX, c_v_idx: SUX }],
    ["create trigger x before insert on t for each row execute function f()", { t: SRX }],
    ["drop trigger x on t", { t: AX }],
    ["update c set t_id = 1", { c: RX, t: RS }],
    ["update c set v = 1", { c: RX }],
    ["delete from t where id = 1", { c: RS, t: RX }],
    ["select * from c, t for update", { c: RS, t: RS }],
    ["with c as (select 1) select * from c", {}],
    ["select * from t; lock table t in share mode", { t: "ShareLock" }],
    ["create table n (id int references t)", { t: SRX }],
    ["create sequence n; grant usage on sequence n to public", {}],
    ["comment on column t.id is 'x'", { t: SUX }],
  ])("of %s", (sql, expected) => {
    expect(facts(sql).unknown).toBe(false);
    expect(locks(sql)).toEqual(expected);
  });

  it("of GRANT came with 18", () => {
    expect(locks("grant select on t to public", 17)).toEqual({});
    expect(locks("grant select on t to public", 18)).toEqual({ t: AS });
  });
});

describe("work", () => {
  it.each([
    ["alter table t add x int default 5", false, false],
    ["alter table t add x timestamptz default now()", false, false],
    ["alter table t add x uuid default gen_random_uuid()", true, true],
    ["alter table t add x int default somebodys()", true, true],
    ["alter table t add x bigserial", true, true],
    ["alter table t add x int not null default 1", false, false],
    ["alter table t add x int check (x > 0)", false, true],
    ["alter table t alter id set not null", false, true],
    ["alter table c alter v set not null", false, false],
    ["alter table c alter v set not null, drop constraint proof", false, true],
    ["alter table c alter id set not null", false, false],
    ["alter table t add check (id > 0) not valid", false, false],
    ["alter table t add check (id > 0)", false, true],
    ["alter table t add unique using index i", false, false],
    ["alter table t add unique (id)", false, true],
  ])("of %s: rewrites %s, scans %s", (sql, rewrites, scans) => {
    expect(facts(sql)).toMatchObject({ rewrites, scans, unknown: false });
  });
});

describe("what is not known", () => {
  it.each([
    "cluster",
    "alter table t add x somebodys_type",
    "do $$ begin execute x; end $$",
    "call p()",
    "select somebodys(1)",
    "drop table t cascade",
    "alter table t alter id type bigint",
    "reindex schema public",
    "not sql at all",
    "alter extension citext update",
    "do language plpython3u $$ pass $$",
  ])("is said, never taken to be safe: %s", (sql) => {
    expect(factsOf(sql, { serverMajor: 15 }).unknown).toBe(true);
  });
});

describe("the rest", () => {
  it("knows what cannot run in a transaction, and what destroys", () => {
    expect(facts("create index concurrently on c (v)").transactional).toBe(false);
    expect(facts("alter table t drop column id").destructive).toBe(true);
    expect(facts("truncate t").destructive).toBe(true);
    expect(facts("alter table t add x int").destructive).toBe(false);
  });

  it("takes a bare name along the search path", () => {
    const other = { ...catalog, searchPath: ["app", "public"] };
    expect(factsOf("alter table t add x int", { serverMajor: 15, catalog: other }).locks[0]?.relation).toBe(
      "public.t",
    );
  });

  it("adds up statements: the strongest lock, every consequence", () => {
    expect(facts("comment on table t is 'x'; alter table t add x int; update c set v = 1")).toMatchObject({
      locks: [
        { relation: "public.c", mode: RX },
        { relation: "public.t", mode: AX },
      ],
      blocksReads: true,
      scans: true,
    });
  });
});
