import { describe, expect, it } from "vitest";
import { decide } from "./decide";
import type { RolloutFacts } from "./facts";
import { bound, deploy, readyForContract, run } from "./fixture-facts";
import { headline } from "./headline";

const say = (change: Partial<RolloutFacts> = {}) => {
  const facts = { ...readyForContract(), ...change };
  return headline(facts, decide(facts));
};
const begun = readyForContract().runs;

describe("the one sentence", () => {
  it("names the phase that can start, to whoever may start it", () => {
    expect(say()).toMatchObject({ tone: "ready", who: "you", next: { action: "run", nodeId: "contract" } });
    expect(say({ actor: { userId: "v", role: "viewer" } })).toMatchObject({
      tone: "ready",
      who: "an engineer",
      next: null,
    });
  });

  it("asks the approver to decide and tells the author who will", () => {
    const approvals: RolloutFacts["approvals"] = [];
    expect(say({ approvals, actor: { userId: "bob", role: "approver" } })).toMatchObject({
      who: "you",
      next: { action: "approve", href: "/approvals" },
    });
    expect(say({ approvals, actor: { userId: "ann", role: "approver" } })).toMatchObject({
      who: "another approver",
    });
    expect(say({ approvals, otherApprovers: 0 })).toMatchObject({
      who: "an administrator: invite a second person",
      next: { href: "/settings" },
    });
  });

  it("sends to the lower tier first", () => {
    const lowerTiers: RolloutFacts["lowerTiers"] = [
      { tier: "staging", environments: [{ id: "env_s", name: "stage", succeeded: new Set() }] },
    ];
    expect(say({ lowerTiers })).toMatchObject({
      tone: "waiting",
      text: "Contract on production waits for stage.",
      next: { environmentId: "env_s", href: "/plans/pln_1?env=env_s" },
    });
  });

  it("waits for the deploy, naming what runs", () => {
    const deploys = readyForContract().deploys.slice(0, 1);
    const said = say({ deploys });
    expect(said).toMatchObject({ tone: "waiting", next: { action: "deploy", nodeId: "deploy-new-name" } });
    expect(said.text).toBe("Waiting for a deploy on production: use the new name (app runs v1).");
  });

  it("names services that stand alike together, and says that a deploy is under way", () => {
    const environment = { ...readyForContract().environment, services: ["web", "worker"] };
    expect(say({ environment, deploys: [] }).text).toContain("(web and worker have no deploy on record)");
    const rolling = deploy("v2", 1, { service: "web", status: "started", ...bound("deploy-new-name") });
    expect(say({ environment, deploys: [rolling] })).toMatchObject({
      tone: "working",
      text: "Being deployed on production: use the new name (web goes to v2, worker has no deploy on record).",
    });
  });

  it("stays short: the first objection, and how many more there are", () => {
    const wire = readyForContract().tripwires[0]!;
    const objected = {
      approvals: [],
      tripwires: [{ ...wire, lastMovedAt: readyForContract().now - 5_000 }],
    };
    expect(say(objected).text).toBe("Contract on production waits for approval, and for one more thing.");
    expect(say({ ...objected, tripwires: [] }).text).toBe("Contract on production waits for approval.");
    expect(say({ ...objected, actor: { userId: "v", role: "viewer" }, tripwires: [] }).text).toBe(
      "Contract on production waits for approval.",
    );
  });

  it("says who rejected it, not what that person wrote", () => {
    const [approval] = readyForContract().approvals;
    const approvals = [{ ...approval!, decision: "reject" as const, comment: "Wait for the report." }];
    expect(say({ approvals }).text).toBe("Contract on production was rejected by Bob.");
  });

  it("waits for another change on the same tables by its title", () => {
    const overlaps = [{ planId: "pln_2", title: "Drop fax", relations: ["public.customers"] }];
    expect(say({ overlaps })).toMatchObject({
      text: "Contract on production waits for “Drop fax”.",
      next: { href: "/plans/pln_2?env=env_p" },
    });
  });

  it("says of a quiet window that it clears by itself", () => {
    const wire = readyForContract().tripwires[0]!;
    expect(say({ tripwires: [{ ...wire, lastMovedAt: readyForContract().now - 5_000 }] })).toMatchObject({
      tone: "waiting",
      who: "nobody: it clears by itself",
    });
  });

  it.each([
    ["running", "working", "nobody: it goes on by itself"],
    ["queued", "working", "nobody: it clears by itself"],
    ["paused", "danger", "you"],
  ] as const)("of a %s run is %s", (state, tone, who) => {
    const runs = [...begun, run("contract", 0, { state, finishedAt: null })];
    expect(say({ runs })).toMatchObject({ tone, who, next: { action: "open-run" } });
  });

  it("of a run paused for a condition asks nobody", () => {
    const reason = { code: "lag", message: "A replica lags.", waitsFor: "condition" as const, choices: [] };
    const said = say({ runs: [...begun, run("contract", 0, { state: "paused", reason })] });
    expect(said).toMatchObject({ tone: "waiting", who: "nobody: it clears by itself" });
    expect(said.text).toContain("A replica lags.");
  });

  it("of a paused run says the first sentence of the reason", () => {
    const message = "No gap was found in 8 s. In the way: report (pid 7). It can be ended.";
    const reason = { code: "lock.not-acquired", message, waitsFor: "person" as const, choices: [] };
    const said = say({ runs: [...begun, run("contract", 0, { state: "paused", reason })] });
    expect(said.text).toBe("Paused: Contract on production. No gap was found in 8 s.");
  });

  it("does not call a half-taken-back phase ready", () => {
    const runs = [...begun, run("contract", 2), run("contract", 0, { state: "aborted", direction: "down" })];
    expect(say({ runs })).toMatchObject({ tone: "waiting", next: { action: "open-run" } });
  });

  it("tells of a failure with its message, and of the end", () => {
    const error = { code: "x", message: "disk full" };
    expect(say({ runs: [...begun, run("contract", 0, { state: "failed", error })] })).toMatchObject({
      tone: "danger",
      text: expect.stringContaining("disk full"),
    });
    expect(say({ runs: [...begun, run("contract", 0)] })).toMatchObject({ tone: "done", next: null });
  });
});
