import type * as z from "zod";
import { appendAudit, by } from "../audit/append";
import type { DemoDeployInput } from "../contracts/demo";
import { fail, ok, type Result } from "../contracts/result";
import { getPlan } from "../store/plans";
import type { Asker } from "../usecases/asker";
import { insertDemoCommand } from "./commands";
import { findDemoEnvironment } from "./find-environment";

/**
 * Asks the demo's shop to deploy a version, as its button does. Nothing is checked against the plan: deploying too
 * early is possible in every company, and the demo's app then really fails. `not-found` for other environments.
 */
export async function orderDemoDeploy(
  { store, actor }: Asker,
  { environmentId, version, planId, nodeId }: z.output<typeof DemoDeployInput>,
): Promise<Result<{ environmentId: string; version: string }>> {
  const environment = await findDemoEnvironment(store.db, environmentId);
  if (!environment) {
    return fail({ code: "not-found", message: "There is no such environment in the demo." });
  }
  const bound = {
    ...(planId === undefined ? {} : { planId }),
    ...(nodeId === undefined ? {} : { nodeId }),
  };
  const invalid = (path: string, message: string) =>
    fail({ code: "input.invalid", errors: [{ path, message }] } as const);
  if (nodeId !== undefined && planId === undefined)
    return invalid("planId", "A node belongs to a plan: say which");
  if (planId !== undefined) {
    const plan = await getPlan(store.db, planId);
    if (!plan) return invalid("planId", "There is no such plan");
    const isDeploy = plan.nodes.some((node) => node.type === "deploy" && node.id === nodeId);
    if (nodeId !== undefined && !isDeploy) return invalid("nodeId", "The plan has no deploy of this id");
  }
  await store.db.transaction(async (tx) => {
    await insertDemoCommand(tx, environmentId, { kind: "deploy", payload: { version, ...bound, actor } });
    await appendAudit(tx, {
      ...by(actor),
      action: "demo.deploy",
      subjectType: "environment",
      subjectId: environmentId,
      environmentId,
      summary: `${actor.name} told the demo to deploy ${version} on ${environment.name}`,
      detail: { version, ...bound },
    });
  });
  return ok({ environmentId, version });
}
