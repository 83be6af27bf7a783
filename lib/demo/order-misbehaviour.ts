import type * as z from "zod";
import { appendAudit, by } from "../audit/append";
import type { MisbehaveInput } from "../contracts/demo";
import { fail, ok, type Result } from "../contracts/result";
import type { Asker } from "../usecases/asker";
import { insertDemoCommand } from "./commands";
import { findDemoEnvironment } from "./find-environment";

/** Starts a misbehaviour of the demo, or stops it. `not-found` for environments that are not the demo's. */
export async function orderMisbehaviour(
  { store, actor }: Asker,
  { environmentId, kind: misbehaviour, stop, durationMs }: z.output<typeof MisbehaveInput>,
): Promise<Result<{ environmentId: string; kind: string; stop: boolean }>> {
  const environment = await findDemoEnvironment(store.db, environmentId);
  if (!environment) {
    return fail({ code: "not-found", message: "There is no such environment in the demo." });
  }
  await store.db.transaction(async (tx) => {
    await insertDemoCommand(
      tx,
      environmentId,
      stop
        ? { kind: "stop", payload: { misbehaviour } }
        : { kind: "misbehave", payload: { misbehaviour, durationMs } },
    );
    await appendAudit(tx, {
      ...by(actor),
      action: "demo.misbehave",
      subjectType: "environment",
      subjectId: environmentId,
      environmentId,
      summary: `${actor.name} ${stop ? "stopped" : "started"} the demo's ${misbehaviour} on ${environment.name}`,
      detail: { misbehaviour, stop, ...(stop ? {} : { durationMs }) },
    });
  });
  return ok({ environmentId, kind: misbehaviour, stop });
}
