import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/contracts/canonical-json";
import type { PlanDraft } from "@/lib/contracts/plan";

type Unhashed = Omit<PlanDraft, "hash">;

/**
 * SHA-256, in hex, of the RFC 8785 JSON of what decides what runs. Left out: what belongs to one environment and moment
 * (estimates, the catalog as it was found, the exact server version) and what only explains (titles of the plan and of
 * its nodes' reasons, findings, snippets). An approval is bound to this.
 */
export function planHash(plan: Unhashed): string {
  const hashed = {
    format: plan.format,
    operations: plan.operations,
    relations: plan.relations,
    assumes: plan.assumes,
    tripwires: plan.tripwires,
    serverMajors: plan.serverMajors,
    nodes: plan.nodes.map((node) => {
      if (node.type === "deploy") {
        const { snippets: _snippets, instructions: _instructions, ...rest } = node;
        return rest;
      }
      const { why: _why, ...rest } = node;
      return { ...rest, steps: node.steps.map(({ estimate: _estimate, ...step }) => step) };
    }),
  };
  return createHash("sha256").update(canonicalJson(hashed), "utf8").digest("hex");
}
