import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ROLES } from "../contracts/constants";
import { RUN_STATES } from "../contracts/run";
import { decide } from "./decide";
import type { DeployFact, RolloutFacts, RunFact } from "./facts";
import {
  bound,
  deploy,
  FIXTURE_POLICY,
  MINUTE,
  NOW,
  RENAME_NODES,
  readyForContract,
  run,
} from "./fixture-facts";

const node = (facts: RolloutFacts, id: string) => decide(facts).find((candidate) => candidate.id === id)!;
const against = (facts: RolloutFacts, id: string, action: "run" | "revert" | "approve" = "run") =>
  node(facts, id).actions[action].reasons.map((reason) => reason.code);
const ready = (change: Partial<RolloutFacts> = {}): RolloutFacts => ({ ...readyForContract(), ...change });
const withPolicy = (policy: Partial<typeof FIXTURE_POLICY>) => ({
  environment: { ...readyForContract().environment, policy: { ...FIXTURE_POLICY, ...policy } },
});

describe("contract", () => {
  it("may run when app, data and people are ready", () => {
    expect(node(ready(), "contract").actions.run).toEqual({ allowed: true, reasons: [] });
  });

  it.each<[string, Partial<RolloutFacts>, string[]]>([
    ["by a viewer", { actor: { userId: "vic", role: "viewer" } }, ["role.engineer"]],
    ["by nobody known", { actor: { userId: "gone", role: null } }, ["role.engineer"]],
    ["without approval", { approvals: [] }, ["approval.missing"]],
    ["where two approvals are wanted", withPolicy({ contractApprovals: 2 }), ["approval.missing"]],
    [
      "with a plan that was superseded",
      { plan: { ...readyForContract().plan, supersededBy: "pln_2" } },
      ["plan.superseded"],
    ],
    [
      "with a plan that an earlier version stored",
      { plan: { ...readyForContract().plan, readable: false } },
      ["plan.earlier-version"],
    ],
    [
      "before the lower tier",
      {
        lowerTiers: [
          {
            tier: "staging",
            environments: [{ id: "s", name: "s", succeeded: new Set(["expand", "backfill"]) }],
          },
        ],
      },
      ["promotion.lower-tier"],
    ],
    [
      "while another plan works on the same table",
      { overlaps: [{ planId: "pln_9", title: "Other", relations: ["public.people"] }] },
      ["rollout.overlap"],
    ],
    [
      "while another run is active",
      { runs: [...readyForContract().runs, run("contract", 0, { state: "running" })] },
      ["run.active"],
    ],
    ["before any deploy", { deploys: [] }, ["deploy.missing", "deploy.missing"]],
    [
      "with an approval of another plan",
      { approvals: [{ ...readyForContract().approvals[0]!, planHash: "h0" }] },
      ["approval.missing"],
    ],
    [
      "with an approval for another environment",
      { approvals: [{ ...readyForContract().approvals[0]!, environmentId: "env_s" }] },
      ["approval.missing"],
    ],
    [
      "with the author's own approval",
      { approvals: [{ ...readyForContract().approvals[0]!, approverId: "ann" }] },
      ["approval.missing"],
    ],
  ])("may not run %s", (_when, change, codes) => {
    expect(against(ready(change), "contract")).toEqual(codes);
  });

  it("counts of each person only the newest decision", () => {
    const approval = readyForContract().approvals[0]!;
    const rejection = { ...approval, decision: "reject" as const, at: approval.at + 1 };
    expect(against(ready({ approvals: [rejection, approval] }), "contract")).toEqual([
      "approval.rejected",
      "approval.missing",
    ]);
    const again = { ...approval, at: approval.at + 2 };
    expect(against(ready({ approvals: [rejection, approval, again] }), "contract")).toEqual([]);
  });

  it("is blocked by one rejection however many approve", () => {
    const approval = readyForContract().approvals[0]!;
    const other = { ...approval, approverId: "cid", decision: "reject" as const };
    expect(against(ready({ approvals: [approval, other] }), "contract")).toEqual(["approval.rejected"]);
  });

  it("asks to invite a second person where nobody else may approve", () => {
    const facts = ready({ approvals: [], otherApprovers: 0 });
    expect(node(facts, "contract").actions.run.reasons[0]!.message).toContain("invite a second person");
  });
});

describe("the tripwire", () => {
  const wire = readyForContract().tripwires[0]!;
  it.each<[string, Partial<typeof wire>, boolean]>([
    ["moved inside the window", { lastMovedAt: NOW - 30_000 }, false],
    ["moved, and its window has not been watched to the end", { lastMovedAt: NOW - 60_500 }, false],
    ["never moved", { lastMovedAt: null }, true],
    ["is watched for less than the window", { observedSince: NOW - 30_000, lastMovedAt: null }, false],
    ["cannot be read", { value: null }, false],
    ["was never seen", { value: null, seenAt: null, observedSince: null }, false],
    ["was last seen long ago", { seenAt: NOW - 10 * MINUTE }, false],
  ])("that %s: %o may run is %s", (_what, change, allowed) => {
    const facts = ready({ tripwires: [{ ...wire, ...change }] });
    expect(against(facts, "contract")).toEqual(allowed ? [] : ["evidence.tripwire"]);
  });

  it("must be quiet from the deploy on, not before it", () => {
    const facts = ready({
      deploys: [
        deploy("v2", 40, bound("deploy-new-name")),
        deploy("v3", 0.5, { ...bound("deploy-forget-old"), finishedAt: NOW - 20_000 }),
      ],
    });
    expect(against(facts, "contract")).toEqual(["evidence.tripwire"]);
  });

  it("is not asked for by a plan without one, nor by a policy without a window", () => {
    expect(against(ready({ tripwires: [] }), "contract")).toEqual([]);
    const unseen = { ...wire, value: null, seenAt: null };
    expect(against(ready({ ...withPolicy({ quietWindowMs: 0 }), tripwires: [unseen] }), "contract")).toEqual(
      [],
    );
  });

  it.each([
    ["seen before contract was taken back says nothing", 0.5, 0.8, false],
    ["seen after it, but not for long enough, is waited for", 0.5, 0.01, false],
    ["seen quiet for long enough after it counts", 2, 0.01, true],
  ])("%s", (_name, takenBack, seen, allowed) => {
    const runs = [
      ...readyForContract().runs,
      run("contract", takenBack + 1),
      run("contract", takenBack, { direction: "down" }),
    ];
    const facts = ready({ runs, tripwires: [{ ...wire, seenAt: NOW - seen * MINUTE }] });
    expect(against(facts, "contract")).toEqual(allowed ? [] : ["evidence.tripwire"]);
  });

  it("that the phase itself took away does not stop the phase from going on", () => {
    const begun = run("contract", 1, { state: "failed" });
    const gone = { ...wire, value: null, seenAt: null, observedSince: null };
    const facts = ready({ runs: [...readyForContract().runs, begun], tripwires: [gone] });
    expect(against(facts, "contract")).toEqual([]);
    const untouched = { ...begun, didSomething: false };
    expect(
      against(ready({ runs: [...readyForContract().runs, untouched], tripwires: [gone] }), "contract"),
    ).toEqual(["evidence.tripwire"]);
  });
});

describe("deploys", () => {
  const v2 = deploy("v2", 40, bound("deploy-new-name"));
  const v3 = deploy("v3", 30, bound("deploy-forget-old"));
  const states = (deploys: DeployFact[], services = ["app"]) =>
    decide(ready({ deploys, environment: { ...readyForContract().environment, services } }))
      .filter((candidate) => candidate.type === "deploy")
      .map((candidate) => candidate.services!.map((service) => service.state).join());

  it.each<[string, DeployFact[], string[]]>([
    ["none is known", [], ["missing", "missing"]],
    ["bound to the first only", [v2], ["finished", "other-version"]],
    ["bound to a later node of the plan", [v3], ["finished", "finished"]],
    ["still under way", [v2, { ...v3, status: "started" }], ["started", "started"]],
    ["under way for the first only", [{ ...v2, status: "started" }], ["started", "other-version"]],
    [
      "under way, and no one says for what",
      [v2, deploy("v4", 20, { status: "started" })],
      ["started", "other-version"],
    ],
    ["rolled back", [v2, { ...v3, status: "rolledBack" }], ["rolledBack", "rolledBack"]],
    [
      "begun before the phase before had ended",
      [{ ...v3, startedAt: NOW - 51 * MINUTE }],
      ["too-early", "too-early"],
    ],
    ["of a version from a bound one on", [v2, v3, deploy("v4", 20)], ["finished", "finished"]],
    [
      "back to a version from before",
      [deploy("v1", 100), v2, v3, deploy("v1", 20)],
      ["other-version", "other-version"],
    ],
    ["bound for another plan", [{ ...v3, planId: "pln_9" }], ["other-version", "other-version"]],
    [
      "after the bound one was rolled back",
      [{ ...v3, status: "rolledBack" }, deploy("v4", 20)],
      ["other-version", "other-version"],
    ],
  ])("%s", (_what, deploys, expected) => {
    expect(states(deploys)).toEqual(expected);
  });

  it("of every listed service are wanted", () => {
    expect(states([v2, v3], ["app", "worker"])).toEqual(["finished,missing", "finished,missing"]);
    const facts = ready({
      environment: { ...readyForContract().environment, services: ["app", "worker"] },
    });
    const messages = node(facts, "contract").actions.run.reasons.map((reason) => reason.message);
    expect(messages[0]).toContain("worker");
    expect(messages[0]).toContain("POST /api/v1/deploys");
  });

  it("of an environment without services satisfy nothing", () => {
    expect(
      against(ready({ environment: { ...readyForContract().environment, services: [] } }), "contract"),
    ).toContain("deploy.missing");
  });
});

describe("revert", () => {
  it("of the newest phase is open to an engineer without approval", () => {
    const facts = ready({ runs: [...readyForContract().runs, run("contract", 1)], approvals: [] });
    expect(against(facts, "contract", "revert")).toEqual([]);
    expect(against(facts, "backfill", "revert")).toContain("revert.later-phase");
  });

  it("of a phase that the running app needs is refused, naming service and version", () => {
    expect(against(ready(), "backfill", "revert")).toEqual(["revert.deployed", "revert.deployed"]);
    const rolledBack = ready({
      deploys: [deploy("v3", 30, { ...bound("deploy-forget-old"), status: "rolledBack" })],
    });
    expect(against(rolledBack, "backfill", "revert")).toEqual([]);
  });

  it("of nothing is refused", () => {
    expect(against(ready(), "contract", "revert")).toEqual(["revert.nothing"]);
  });
});

describe("approve", () => {
  it.each([
    ["bob", "approver", "contract", []],
    ["bob", "admin", "contract", []],
    ["eve", "engineer", "contract", ["role.approver"]],
    ["ann", "admin", "contract", ["approval.author"]],
    ["ann", "engineer", "contract", ["role.approver", "approval.author"]],
    ["bob", "approver", "expand", ["approval.not-needed", "phase.done"]],
  ] as const)("by %s (%s) of %s: %j", (userId, role, phase, codes) => {
    expect(against(ready({ actor: { userId, role } }), phase, "approve")).toEqual(codes);
  });
});

describe("laws", () => {
  const phases = RENAME_NODES.filter((candidate) => candidate.type === "phase").map(({ id }) => id);
  const anyRun: fc.Arbitrary<RunFact> = fc
    .record({
      phaseId: fc.constantFrom(...phases),
      direction: fc.constantFrom("up" as const, "down" as const),
      state: fc.constantFrom(...RUN_STATES),
      ago: fc.integer({ min: 0, max: 100 }),
      didSomething: fc.boolean(),
    })
    .map(({ ago, ...more }) => run(more.phaseId, ago, more));
  const anyDeploy = fc
    .record({
      version: fc.constantFrom("v1", "v2", "v3"),
      ago: fc.integer({ min: 0, max: 100 }),
      status: fc.constantFrom("started" as const, "finished" as const, "rolledBack" as const),
      planId: fc.constantFrom("pln_1", "pln_9", null),
      nodeId: fc.constantFrom("deploy-new-name", "deploy-forget-old", null),
    })
    .map(({ version, ago, ...more }) => deploy(version, ago, more));
  const anyApproval = fc.record({
    phaseId: fc.constantFrom("contract", "expand"),
    environmentId: fc.constantFrom("env_p", "env_s"),
    planHash: fc.constantFrom("h1", "h0"),
    approverId: fc.constantFrom("ann", "bob", "cid"),
    approverName: fc.constant("Somebody"),
    decision: fc.constantFrom("approve" as const, "reject" as const),
    comment: fc.constant(""),
    at: fc.integer({ min: NOW - 100 * MINUTE, max: NOW }),
  });
  const half = <T>(usual: T, other: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
  const base = readyForContract();
  const anyFacts: fc.Arbitrary<RolloutFacts> = fc
    .record({
      userId: fc.constantFrom("ann", "bob", "eve"),
      role: fc.constantFrom(...ROLES, null),
      runs: half(base.runs, fc.array(anyRun, { maxLength: 6 })),
      deploys: half(base.deploys, fc.array(anyDeploy, { maxLength: 5 })),
      approvals: half(base.approvals, fc.array(anyApproval, { maxLength: 4 })),
      contractApprovals: fc.integer({ min: 0, max: 2 }),
      lower: half(["expand", "backfill", "contract"], fc.subarray(["expand", "backfill", "contract"])),
      superseded: half<string | null>(null, fc.constant("pln_2")),
      movedAgo: fc.integer({ min: 0, max: 200_000 }),
      value: half<string | null>("1", fc.constant(null)),
      overlaps: half<RolloutFacts["overlaps"]>(
        [],
        fc.constant([{ planId: "p", title: "t", relations: ["r"] }]),
      ),
    })
    .map((drawn) => ({
      ...base,
      actor: { userId: drawn.userId, role: drawn.role },
      plan: { ...base.plan, supersededBy: drawn.superseded },
      environment: {
        ...base.environment,
        policy: { ...FIXTURE_POLICY, contractApprovals: drawn.contractApprovals },
      },
      runs: drawn.runs,
      deploys: drawn.deploys,
      approvals: drawn.approvals,
      lowerTiers: [
        { tier: "staging" as const, environments: [{ id: "s", name: "s", succeeded: new Set(drawn.lower) }] },
      ],
      overlaps: drawn.overlaps,
      tripwires: [{ ...base.tripwires[0]!, value: drawn.value, lastMovedAt: NOW - drawn.movedAgo }],
    }));

  it("a phase that may run has every precondition", () => {
    let allowed = 0;
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const nodes = decide(facts);
        nodes.forEach((decided, index) => {
          if (!decided.actions.run.allowed) return;
          allowed += 1;
          const fact = facts.plan.nodes[index]!;
          expect(["engineer", "approver", "admin"]).toContain(facts.actor.role);
          expect(facts.plan.supersededBy).toBeNull();
          expect(facts.overlaps).toEqual([]);
          expect(facts.lowerTiers[0]!.environments[0]!.succeeded.has(fact.id)).toBe(true);
          for (const before of nodes.slice(0, index)) expect(before.state).toBe("succeeded");
          for (const { state } of facts.runs) {
            expect(["queued", "running", "pausing", "paused", "aborting"]).not.toContain(state);
          }
          if (!fact.destructive) return;
          const counting = facts.approvals.filter(
            ({ phaseId, environmentId, planHash, approverId }) =>
              phaseId === fact.id && environmentId === "env_p" && planHash === "h1" && approverId !== "ann",
          );
          const people = new Set(
            counting.filter(({ decision }) => decision === "approve").map(({ approverId }) => approverId),
          );
          expect(people.size).toBeGreaterThanOrEqual(facts.environment.policy.contractApprovals);
          const begun = facts.runs.some(({ phaseId, didSomething }) => phaseId === fact.id && didSomething);
          if (!begun) {
            expect(facts.tripwires[0]!.value).not.toBeNull();
            expect(NOW - facts.tripwires[0]!.lastMovedAt!).toBeGreaterThanOrEqual(60_000);
          }
        });
      }),
      { numRuns: 2000 },
    );
    // A law over nothing proves nothing.
    expect(allowed).toBeGreaterThan(20);
  });

  it("nobody may approve what they wrote, and nobody below approver approves", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const decided of decide(facts)) {
          if (!decided.actions.approve.allowed) continue;
          expect(facts.actor.userId).not.toBe(facts.plan.authorId);
          expect(["approver", "admin"]).toContain(facts.actor.role);
        }
      }),
    );
  });

  it("whatever is refused says why, and what is allowed has no reason against it", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const { actions } of decide(facts)) {
          for (const { allowed, reasons } of Object.values(actions)) {
            expect(allowed).toBe(reasons.length === 0);
            for (const { message } of reasons) expect(message.length).toBeGreaterThan(10);
          }
        }
      }),
    );
  });

  it("a run and a revert of one node are never both open unless it stands half done", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const decided of decide(facts)) {
          if (!decided.actions.run.allowed || !decided.actions.revert.allowed) continue;
          expect(["failed", "aborted"]).toContain(decided.state);
        }
      }),
    );
  });
});
