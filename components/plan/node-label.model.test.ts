import { describe, expect, test } from "vitest";
import type { DeployNode, PhaseNode, Step } from "@/lib/contracts/plan";
import { nodeLabel } from "./node-label.model";

const step = (title: string, relations: readonly string[], kind: Step["kind"] = "ddl") =>
  ({ title, kind, locks: relations.map((relation) => ({ relation, mode: "AccessExclusiveLock" })) }) as Step;
const phase = (...steps: Step[]) => ({ type: "phase", title: "Expand", steps }) as unknown as PhaseNode;

describe("a stop of the track", () => {
  test("says what the phase does to the app's table, in its first clause", () => {
    const node = phase(
      step("Create the function and its tripwire", ["interlock.wire"]),
      step("Add name to public.customers, empty, and keep it equal", ["public.customers"]),
    );
    expect(nodeLabel(node)).toEqual({ title: "Expand", subtitle: "Add name to customers" });
  });

  test("is about the rows where rows are filled", () => {
    const node = phase(step("Add a check", ["public.t"]), step("Fill name", ["public.t"], "backfill"));
    expect(nodeLabel(node).subtitle).toBe("Fill name");
  });

  test("is not about what is only looked at before", () => {
    const node = phase(
      step("Check that nothing names it", ["public.t"], "check"),
      step("Drop it", ["public.t"]),
    );
    expect(nodeLabel(node).subtitle).toBe("Drop it");
  });

  test("falls back to the first step, and to nothing", () => {
    expect(nodeLabel(phase(step("Prepare", []))).subtitle).toBe("Prepare");
    expect(nodeLabel(phase()).subtitle).toBe("");
  });

  test("of a deploy is what the app must do", () => {
    const deploy = { type: "deploy", title: "Release v2" } as DeployNode;
    expect(nodeLabel(deploy)).toEqual({ title: "Deploy", subtitle: "Release v2" });
  });
});
