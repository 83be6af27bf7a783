import { sql } from "drizzle-orm";
import { appendAudit, by } from "../audit/append";
import type { Environment, EnvironmentPatch } from "../contracts/environment";
import { fail, ok, type Result } from "../contracts/result";
import { getEnvironment, updateEnvironment as writeEnvironment } from "../store/environments";
import { lockEnvironment } from "../store/rollouts";
import { listActiveRuns } from "../store/runs";
import type { Asker } from "./asker";
import { auditedEnvironment, takenName } from "./create-environment";
import { noEnvironment } from "./on-target";
import { type TestedConnection, testConnection } from "./test-connection";
import { transact } from "./transact";

/** Changes what is given. A new connection is tried first, and refused while a run works through the old one. */
export async function updateEnvironment(
  { store, actor }: Asker,
  id: string,
  patch: EnvironmentPatch,
): Promise<Result<Environment>> {
  let tested: TestedConnection | null = null;
  if (patch.connectionString !== undefined) {
    const result = await testConnection(patch.connectionString);
    if (!result.ok) return result;
    tested = result.value;
  }
  try {
    return await transact(store, async (tx) => {
      if (!(await lockEnvironment(tx, id))) return noEnvironment();
      const before = await getEnvironment(tx, id);
      if (!before) return noEnvironment();
      if (tested || (patch.tier !== undefined && patch.tier !== before.tier)) {
        const [run] = await listActiveRuns(tx, id);
        if (run) {
          const message = `${run.phaseTitle} is ${run.state} here: connection and tier stay until it has ended.`;
          return fail({
            code: "conflict",
            message,
            reasons: [{ code: "run.active", message, href: `/runs/${run.id}`, remedy: "wait" }],
          });
        }
      }
      const after = await writeEnvironment(tx, id, {
        ...(patch.name === undefined ? {} : { name: patch.name }),
        ...(patch.tier === undefined ? {} : { tier: patch.tier }),
        ...(patch.services === undefined ? {} : { services: [...new Set(patch.services)] }),
        ...(patch.policy === undefined ? {} : { policy: { ...before.policy, ...patch.policy } }),
        ...(tested ? { connection: tested.connection, lastCheck: tested.check } : {}),
      });
      if (!after) return noEnvironment();
      await tx.execute(sql`select pg_notify('interlock_wake', ${`environment:${id}`})`);
      await appendAudit(tx, {
        ...by(actor),
        action: "environment.changed",
        subjectType: "environment",
        subjectId: id,
        environmentId: id,
        summary: `Changed environment ${after.name}`,
        detail: {
          before: auditedEnvironment(before),
          after: auditedEnvironment(after),
          newConnection: tested !== null,
        },
      });
      return ok(after);
    });
  } catch (error) {
    const taken = takenName(error, patch.name);
    if (taken) return taken;
    throw error;
  }
}
