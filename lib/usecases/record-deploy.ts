import type * as z from "zod";
import { appendAudit, by } from "../audit/append";
import { fail, ok, type Result } from "../contracts/result";
import type { Deploy, DeployInput } from "../contracts/rollout";
import type { Tx } from "../store/client";
import { findNewestDeploy, insertDeploy, type NewDeploy, updateDeploy } from "../store/deploys";
import { getEnvironment } from "../store/environments";
import { getPlan } from "../store/plans";
import { listOpenRollouts, lockEnvironment } from "../store/rollouts";
import type { Asker } from "./asker";
import { noEnvironment } from "./on-target";
import { transact } from "./transact";

type Input = z.infer<typeof DeployInput>;

/**
 * Records what CI, or a person, says about a deploy of the app. A `finished` or `rolledBack` that follows the newest
 * deploy of the same version brings that one to its end; anything else is a deploy of its own.
 */
export async function recordDeploy({ store, actor }: Asker, input: Input): Promise<Result<Deploy>> {
  return transact(store, async (tx) => {
    if (!(await lockEnvironment(tx, input.environmentId))) return noEnvironment();
    const environment = await getEnvironment(tx, input.environmentId);
    if (!environment) return noEnvironment();
    const service =
      input.service ?? (environment.services.length === 1 ? environment.services[0] : undefined);
    if (service === undefined || !environment.services.includes(service)) {
      const known = environment.services.join(", ");
      const message =
        service === undefined
          ? `${environment.name} has several services: say which of ${known}.`
          : `${environment.name} has no service ${service}; it has ${known}.`;
      return fail({ code: "input.invalid", errors: [{ path: "service", message }] });
    }
    const bound = await bind(tx, input);
    if (!bound.ok) return bound;
    const wanted: NewDeploy = {
      environmentId: environment.id,
      service,
      version: input.version,
      commit: input.commit ?? null,
      status: input.status,
      ...bound.value,
    };
    const before = await findNewestDeploy(tx, environment.id, service);
    const deploy =
      before && continues(before, wanted)
        ? await updateDeploy(tx, before.id, wanted)
        : await insertDeploy(tx, wanted);
    await appendAudit(tx, {
      ...by(actor),
      action: "deploy.recorded",
      subjectType: "deploy",
      subjectId: deploy.id,
      environmentId: environment.id,
      summary: `${service} ${deploy.version} ${WORDS[deploy.status]} on ${environment.name}`,
      detail: { before: before?.id === deploy.id ? before : null, after: deploy },
    });
    return ok(deploy);
  });
}

const WORDS = { started: "began to be deployed", finished: "was deployed", rolledBack: "was rolled back" };

/** Whether what is said is about the newest deploy known, and not about a further one. */
function continues(before: Deploy, wanted: NewDeploy): boolean {
  if (before.version !== wanted.version) return false;
  if (wanted.status === "rolledBack") return true;
  return before.status === "started";
}

/** Which plan's node a deploy is bound to. A node alone will do where one open rollout has it. */
async function bind(
  tx: Tx,
  { environmentId, planId, nodeId }: Input,
): Promise<Result<{ planId: string | null; nodeId: string | null }>> {
  const invalid = (path: string, message: string) =>
    fail({ code: "input.invalid", errors: [{ path, message }] } as const);
  if (planId !== undefined) {
    const plan = await getPlan(tx, planId);
    if (!plan) return invalid("planId", "There is no such plan.");
    const known = plan.nodes.filter((node) => node.type === "deploy").map((node) => node.id);
    if (nodeId !== undefined && !known.includes(nodeId)) {
      return invalid(
        "nodeId",
        `The plan has no deploy node of this id; it has ${known.join(", ") || "none"}.`,
      );
    }
    return ok({ planId, nodeId: nodeId ?? null });
  }
  if (nodeId === undefined) return ok({ planId: null, nodeId: null });
  const matching: string[] = [];
  for (const rollout of await listOpenRollouts(tx, environmentId)) {
    const plan = await getPlan(tx, rollout.planId);
    if (plan?.nodes.some((node) => node.type === "deploy" && node.id === nodeId)) matching.push(plan.id);
  }
  if (matching.length === 1) return ok({ planId: matching[0] ?? null, nodeId });
  return invalid(
    "planId",
    matching.length === 0
      ? `No plan that is under way on this environment has a deploy node ${nodeId}.`
      : `Several plans that are under way here have a deploy node ${nodeId}: say which of ${matching.join(", ")}.`,
  );
}
