import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AuditEvent, AuditQuery, type NewAuditEvent } from "../contracts/audit";
import { createTestStore } from "../testing/control-plane";
import { appendAudit, by } from "./append";
import { verifyChain } from "./chain";
import { exportAudit } from "./export";
import { listAudit, readChain } from "./read";
import { verifyAudit } from "./verify";

type TestStore = Awaited<ReturnType<typeof createTestStore>>;

let test: TestStore;
beforeEach(async () => {
  test = await createTestStore();
});
afterEach(() => test?.drop());

const event = (n: number, more: Partial<NewAuditEvent> = {}): NewAuditEvent => ({
  ...by(null),
  action: "run.started",
  subjectType: "run",
  subjectId: `run_${n}`,
  environmentId: null,
  summary: `run ${n}`,
  detail: { n },
  ...more,
});

const append = (e: NewAuditEvent) => test.store.db.transaction((tx) => appendAudit(tx, e));

async function appendMany(count: number): Promise<void> {
  for (let n = 1; n <= count; n++) await append(event(n));
}

/** What an administrator of the database can do: take the triggers off, and write. */
async function tamper(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  try {
    await client.query("alter table audit_events disable trigger all");
    await client.query(sql);
    await client.query("alter table audit_events enable always trigger all").catch(() => {});
  } finally {
    await client.end();
  }
}

describe("appendAudit", () => {
  it("numbers from 1 without gaps and chains, from eight connections at once", async () => {
    const writers = 8;
    const each = 25;
    await Promise.all(
      Array.from({ length: writers }, async (_, w) => {
        for (let n = 0; n < each; n++) await append(event(w * each + n));
      }),
    );
    const { rows } = await test.store.pool.query<{ seq: string }>(
      "select seq from audit_events order by seq",
    );
    expect(rows.map((row) => Number(row.seq))).toEqual(
      Array.from({ length: writers * each }, (_, i) => i + 1),
    );
    expect(await verifyAudit(test.store.db)).toMatchObject({ ok: true, count: writers * each });
  });

  it("gives the number back when the transaction rolls back", async () => {
    await append(event(1));
    const failed = test.store.db.transaction(async (tx) => {
      await appendAudit(tx, event(2));
      throw new Error("changed my mind");
    });
    await expect(failed).rejects.toThrow("changed my mind");
    expect((await append(event(3))).seq).toBe(2);
    expect(await verifyAudit(test.store.db)).toMatchObject({ ok: true, count: 2 });
  });

  it("reads back exactly what it hashed, whatever the detail holds", async () => {
    const appended = await append(
      event(1, {
        summary: "a NUL \u0000, half a pair \ud800, and 🔑",
        detail: {
          numbers: [0, -0, 1.5, 1e21, 1e-7, 0.1 + 0.2, Number.MAX_SAFE_INTEGER, Number.NaN],
          when: new Date(0),
          gone: undefined,
          "key\u0000": { "": null, é: "\ufffe", z: [[], {}] },
          html: "<img onerror=alert(1)>",
        },
      }),
    );
    const pages = [];
    for await (const page of readChain(test.store.db)) pages.push(...page);
    expect(pages).toEqual([appended]);
    expect(await verifyAudit(test.store.db)).toMatchObject({ ok: true, count: 1 });
  });

  it("dates events by the database's clock, to the millisecond", async () => {
    const { rows } = await test.store.pool.query<{ ms: string }>(
      "select floor(extract(epoch from clock_timestamp()) * 1000)::text as ms",
    );
    const { at } = await append(event(1));
    expect(AuditEvent.shape.at.parse(at)).toBe(at);
    expect(Date.parse(at)).toBeGreaterThanOrEqual(Number(rows[0]?.ms));
    expect(Date.parse(at) - Number(rows[0]?.ms)).toBeLessThan(10_000);
  });
});

describe("the stored trail", () => {
  it("refuses update, delete and truncate, also by the table's owner and a replica session", async () => {
    await appendMany(2);
    const client = new pg.Client({ connectionString: test.url });
    await client.connect();
    try {
      for (const role of ["none", "interlock_audit_owner"]) {
        await client.query(`set role ${role}`);
        for (const sql of [
          "update audit_events set summary = 'x'",
          "delete from audit_events",
          "truncate audit_events",
        ]) {
          await expect(client.query(sql)).rejects.toMatchObject({ code: "42501" });
        }
      }
      await client.query("reset role");
      await client.query("set session_replication_role = replica");
      await expect(client.query("delete from audit_events")).rejects.toThrow(
        /append-only: DELETE is refused/,
      );
    } finally {
      await client.end();
    }
    expect(await verifyAudit(test.store.db)).toMatchObject({ ok: true, count: 2 });
  });

  it.each([
    ["an edited row", "update audit_events set summary = 'nothing' where seq = 3", 3],
    ["an edited detail", `update audit_events set detail = '{"n": 4}' where seq = 3`, 3],
    ["a moved time", "update audit_events set at = at + interval '1 ms' where seq = 3", 3],
    ["a deleted row", "delete from audit_events where seq = 3", 3],
    ["rows cut out of the middle", "delete from audit_events where seq between 2 and 4", 2],
    [
      "two rows exchanged",
      "update audit_events set seq = -3 where seq = 3; update audit_events set seq = 3 where seq = 4; update audit_events set seq = 4 where seq = -3",
      3,
    ],
    [
      "a row put in between",
      "update audit_events set seq = 6 where seq = 5; insert into audit_events select 5, at, actor_id, actor_name, action, subject_type, subject_id, environment_id, 'forged', detail, prev_hash, hash from audit_events where seq = 4",
      5,
    ],
    ["the beginning cut off", "delete from audit_events where seq < 3", 1],
  ])("shows %s", async (_what, sql, firstBad) => {
    await appendMany(5);
    await tamper(sql);
    const verification = await verifyAudit(test.store.db);
    expect(verification.ok).toBe(false);
    expect(verification.firstBad?.seq).toBe(firstBad);
  });

  it("cannot show that its tail was cut off by itself: the count and head do", async () => {
    await appendMany(5);
    const before = await verifyAudit(test.store.db);
    await tamper("delete from audit_events where seq > 3");
    const after = await verifyAudit(test.store.db);
    expect(before).toMatchObject({ ok: true, count: 5, head: { seq: 5 } });
    expect(after).toMatchObject({ ok: true, count: 3, head: { seq: 3 } });
  });
});

describe("reading", () => {
  it("pages through the list newest first and filters", async () => {
    await appendMany(7);
    await append(event(8, { action: "plan.approved", environmentId: "env_1", summary: "100%_sure" }));
    const query = (given: Record<string, string>) => listAudit(test.store.db, AuditQuery.parse(given));
    const first = await query({ limit: "5" });
    const second = await query({ limit: "5", cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map((e) => e.seq)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(second.nextCursor).toBeNull();
    expect((await query({ action: "plan.approved" })).items.map((e) => e.seq)).toEqual([8]);
    expect((await query({ environmentId: "env_1" })).items).toHaveLength(1);
    expect((await query({ q: "%_S" })).items.map((e) => e.seq)).toEqual([8]);
    expect((await query({ q: "RUN_3" })).items.map((e) => e.seq)).toEqual([3]);
    expect((await query({ to: "2020-01-01T00:00:00Z" })).items).toEqual([]);
  });

  it("says with the verification who owns the table", async () => {
    const { ownership } = await verifyAudit(test.store.db);
    expect(ownership).toEqual({
      mode: "separate",
      because: "the database role is a superuser, whom no ownership stops",
    });
  });

  it("exports lines that verify without the database", async () => {
    await appendMany(30);
    const text = await new Response(exportAudit(test.store.db)).text();
    const events = text
      .trimEnd()
      .split("\n")
      .map((line) => AuditEvent.parse(JSON.parse(line)));
    expect(verifyChain(events)).toMatchObject({ count: 30, firstBad: null });
  });

  it("follows the chain across pages of any size", async () => {
    await appendMany(7);
    for (const size of [1, 3, 7, 8]) {
      const seqs: number[] = [];
      for await (const page of readChain(test.store.db, size)) seqs.push(...page.map((e) => e.seq));
      expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7]);
    }
  });
});
