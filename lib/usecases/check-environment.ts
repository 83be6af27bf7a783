import { appendAudit, by } from "../audit/append";
import type { EnvironmentCheck } from "../contracts/environment";
import { ok, type Result } from "../contracts/result";
import { findTargetConnection, updateEnvironment } from "../store/environments";
import { checkTarget } from "../target/check";
import type { Asker } from "./asker";
import { noEnvironment } from "./on-target";
import { transact } from "./transact";

/** Tries an environment's connection again and keeps the answer, also where it cannot be reached. */
export async function checkEnvironment(
  { store, actor }: Asker,
  id: string,
): Promise<Result<EnvironmentCheck>> {
  const connection = await findTargetConnection(store.db, id);
  if (!connection) return noEnvironment();
  const check = await checkTarget(connection, { now: new Date() });
  return transact(store, async (tx) => {
    const environment = await updateEnvironment(tx, id, { lastCheck: check });
    if (!environment) return noEnvironment();
    await appendAudit(tx, {
      ...by(actor),
      action: "environment.checked",
      subjectType: "environment",
      subjectId: id,
      environmentId: id,
      summary: `Checked ${environment.name}: ${check.ok ? "ready" : "something is missing"}`,
      detail: { ok: check.ok, items: check.items.map(({ code, status }) => ({ code, status })) },
    });
    return ok(check);
  });
}
