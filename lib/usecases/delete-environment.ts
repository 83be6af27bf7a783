import { sql } from "drizzle-orm";
import { appendAudit, by } from "../audit/append";
import { fail, ok, type Result } from "../contracts/result";
import { getEnvironment, markEnvironmentDeleted } from "../store/environments";
import { lockEnvironment } from "../store/rollouts";
import { listActiveRuns } from "../store/runs";
import type { Asker } from "./asker";
import { auditedEnvironment } from "./create-environment";
import { noEnvironment } from "./on-target";
import { transact } from "./transact";

/** Takes an environment out and forgets its password. Refused while a run is under way; history stays readable. */
export async function deleteEnvironment({ store, actor }: Asker, id: string): Promise<Result<undefined>> {
  return transact(store, async (tx) => {
    if (!(await lockEnvironment(tx, id))) return noEnvironment();
    const environment = await getEnvironment(tx, id);
    if (!environment) return noEnvironment();
    const active = await listActiveRuns(tx, id);
    if (active.length > 0) {
      return fail({
        code: "conflict",
        message: `Runs are under way on ${environment.name}: finish or abort them first.`,
        reasons: active.map((run) => ({
          code: "run.active",
          message: `${run.phaseTitle} is ${run.state}.`,
          remedy: "fix",
          href: `/runs/${run.id}`,
        })),
      });
    }
    await markEnvironmentDeleted(tx, id);
    await tx.execute(sql`select pg_notify('interlock_wake', ${`environment:${id}`})`);
    await appendAudit(tx, {
      ...by(actor),
      action: "environment.deleted",
      subjectType: "environment",
      subjectId: id,
      environmentId: id,
      summary: `Deleted environment ${environment.name}`,
      detail: { before: auditedEnvironment(environment) },
    });
    return ok(undefined);
  });
}
