import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../contracts/environment";
import type { Step } from "../contracts/plan";
import type { PreflightFacts } from "./preflight-facts";
import { judgePreflight } from "./preflight-items";

const well: PreflightFacts = {
  version: "18.1",
  versionNumber: 180_001,
  role: "runner",
  seesSessions: true,
  notOurs: [],
  noCreateIn: [],
  wraparoundVacuums: [],
  oldest: null,
  replicas: 0,
  replicaLagMs: null,
  replicasReadable: true,
  slots: [],
  archiveFailing: null,
  walBytes: 16 * 1024 ** 2,
  inheritedLimits: [],
};
const build = [{ kind: "concurrent", sql: "CREATE INDEX CONCURRENTLY i ON public.t (a)" }] as Step[];

const judge = (facts: Partial<PreflightFacts>, steps = build) =>
  judgePreflight({ ...well, ...facts }, { steps }, DEFAULT_POLICY);
const statusOf = (facts: Partial<PreflightFacts>, code: string, steps = build) =>
  judge(facts, steps).find((item) => item.code === code)?.status;

describe("a look before the first step", () => {
  it("finds a well server in order, but for the disk, which nobody can read over SQL", () => {
    expect(judge({}).flatMap(({ code, status }) => (status === "ok" ? [] : [code, status]))).toEqual([
      "free-disk",
      "unknown",
    ]);
  });

  it.each([
    [{ version: "14.3", versionNumber: 140_003 }, "server.concurrent-builds", "error"],
    [{ version: "14.4", versionNumber: 140_004 }, "server.concurrent-builds", "ok"],
    [{ notOurs: [{ relation: "public.t", owner: "app" }] }, "role.owner", "error"],
    [{ noCreateIn: ["public"] }, "role.create", "error"],
    [{ wraparoundVacuums: [{ relation: "public.t", pid: 7 }] }, "vacuum.wraparound", "warning"],
    [{ wraparoundVacuums: null }, "vacuum.wraparound", "unknown"],
    [{ oldest: { ageMs: 400_000, pid: 7, name: "report" } }, "oldest-transaction", "warning"],
    [{ seesSessions: false }, "oldest-transaction", "unknown"],
    [{ replicas: 1, replicaLagMs: 60_000 }, "replica-lag", "warning"],
    [{ replicas: 1, replicasReadable: false }, "replica-lag", "unknown"],
    [{ slots: [{ name: "old", active: false, retainedBytes: 1e12 }] }, "replication-slots", "warning"],
    [{ archiveFailing: "2026-01-01" }, "wal-archiving", "warning"],
    [{ walBytes: null }, "wal-size", "unknown"],
  ] as const)("%o: %s is %s", (facts, code, status) => {
    expect(statusOf(facts, code)).toBe(status);
  });

  it("lets a phase without a build run on a server that corrupts builds, and a backfill by a role that owns nothing", () => {
    const fill = [{ kind: "backfill", sql: "UPDATE public.t SET b = a" }] as Step[];
    expect(statusOf({ versionNumber: 140_000 }, "server.concurrent-builds", fill)).toBe("ok");
    expect(statusOf({ notOurs: [{ relation: "public.t", owner: "app" }] }, "role.owner", fill)).toBe("ok");
  });
});
