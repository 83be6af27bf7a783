import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../contracts/audit";
import { CHAIN_START, follow, GENESIS_HASH, hashOf, verifyChain } from "./chain";

function chainOf(length: number): AuditEvent[] {
  const events: AuditEvent[] = [];
  for (let seq = 1; seq <= length; seq++) {
    const unhashed = {
      seq,
      at: `2026-01-01T00:00:00.${String(seq).padStart(3, "0")}Z`,
      actorId: "usr_1",
      actorName: "Ada",
      action: "run.started",
      subjectType: "run",
      subjectId: `run_${seq}`,
      environmentId: null,
      summary: `Ada started run ${seq}`,
      detail: { seq, nested: { b: 1.5, a: [null, "ä"] } },
      prevHash: events.at(-1)?.hash ?? GENESIS_HASH,
    };
    events.push({ ...unhashed, hash: hashOf(unhashed) });
  }
  return events;
}

const chain = chainOf(6);
const withEvent = (index: number, change: Partial<AuditEvent>) =>
  chain.map((event, i) => (i === index ? { ...event, ...change } : event));

describe("verifyChain", () => {
  it("accepts a chain as it was written, and an empty one", () => {
    expect(verifyChain(chain)).toEqual({ count: 6, head: { seq: 6, hash: chain[5]?.hash }, firstBad: null });
    expect(verifyChain([])).toEqual({ count: 0, head: null, firstBad: null });
  });

  it("judges pages as it judges the whole", () => {
    expect(follow(follow(CHAIN_START, chain.slice(0, 2)), chain.slice(2))).toEqual(verifyChain(chain));
  });

  it("names an edited event, whichever field was edited", () => {
    const edits: Partial<AuditEvent>[] = [
      { at: "2026-01-01T00:00:09.000Z" },
      { actorId: "usr_2" },
      { actorName: "Grace" },
      { action: "run.ended" },
      { subjectType: "plan" },
      { subjectId: "run_9" },
      { environmentId: "env_1" },
      { summary: "nothing happened" },
      { detail: { seq: 3, nested: { b: 1.5, a: [null, "a"] } } },
    ];
    for (const edit of edits) expect(verifyChain(withEvent(2, edit)).firstBad?.seq).toBe(3);
  });

  it("names the event after one that was edited and hashed anew", () => {
    const edited = { ...chain[2]!, summary: "nothing happened" };
    expect(verifyChain(withEvent(2, { ...edited, hash: hashOf(edited) })).firstBad?.seq).toBe(4);
  });

  it("names the gap where events were deleted, also at the start", () => {
    expect(verifyChain(chain.toSpliced(2, 1)).firstBad).toEqual({ seq: 3, problem: "event 3 is missing" });
    expect(verifyChain(chain.toSpliced(0, 2)).firstBad?.problem).toBe("events 1 to 2 are missing");
  });

  it("names events that were exchanged, also when they were numbered anew", () => {
    const [a, b] = [chain[1]!, chain[2]!];
    expect(verifyChain(chain.with(1, b).with(2, a)).firstBad?.seq).toBe(2);
    expect(verifyChain(chain.with(1, { ...b, seq: 2 }).with(2, { ...a, seq: 3 })).firstBad?.seq).toBe(2);
  });

  it("keeps counting behind the first break and keeps naming the first", () => {
    const broken = withEvent(1, { summary: "x" }).map((e, i) => (i === 4 ? { ...e, summary: "y" } : e));
    expect(verifyChain(broken)).toMatchObject({ count: 6, firstBad: { seq: 2 } });
  });
});

describe("hashOf", () => {
  it("does not depend on the order of keys", () => {
    const { hash, ...event } = chain[0]!;
    const reversed = Object.fromEntries(Object.entries(event).reverse()) as typeof event;
    expect(hashOf(reversed)).toBe(hash);
  });

  it("survives a round trip through JSON for any detail", () => {
    const { hash: _hash, ...event } = chain[0]!;
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (detail) => {
        const once = { ...event, detail: JSON.parse(JSON.stringify(detail)) };
        expect(hashOf(JSON.parse(JSON.stringify(once)))).toBe(hashOf(once));
      }),
    );
  });
});
