import { sql } from "drizzle-orm";
import type * as z from "zod";
import { appendAudit, by } from "../audit/append";
import type { Environment, EnvironmentInput } from "../contracts/environment";
import { fail, ok, type Result } from "../contracts/result";
import { insertEnvironment } from "../store/environments";
import type { Asker } from "./asker";
import { testConnection } from "./test-connection";
import { sqlStateOfStore, transact } from "./transact";

/** Adds an environment once its connection was tried; the password is sealed before it is stored. */
export async function createEnvironment(
  { store, actor }: Asker,
  input: z.infer<typeof EnvironmentInput>,
): Promise<Result<Environment>> {
  const tested = await testConnection(input.connectionString);
  if (!tested.ok) return tested;
  try {
    return await transact(store, async (tx) => {
      const environment = await insertEnvironment(tx, {
        name: input.name,
        tier: input.tier,
        services: [...new Set(input.services)],
        policy: input.policy ?? {},
        connection: tested.value.connection,
        lastCheck: tested.value.check,
      });
      await tx.execute(sql`select pg_notify('interlock_wake', ${`environment:${environment.id}`})`);
      await appendAudit(tx, {
        ...by(actor),
        action: "environment.created",
        subjectType: "environment",
        subjectId: environment.id,
        environmentId: environment.id,
        summary: `Added ${environment.tier} environment ${environment.name}`,
        detail: { after: auditedEnvironment(environment) },
      });
      return ok(environment);
    });
  } catch (error) {
    const taken = takenName(error, input.name);
    if (taken) return taken;
    throw error;
  }
}

/** What the trail keeps of an environment: all but the secret and the last check. */
export function auditedEnvironment({ lastCheck: _check, ...environment }: Environment) {
  return environment;
}

/** The failure of a name that another environment has; null for any other error. */
export function takenName(error: unknown, name: string | undefined): Result<never> | null {
  if (sqlStateOfStore(error) !== "23505") return null;
  const message = `Another environment is called ${name}.`;
  return fail({ code: "input.invalid", errors: [{ path: "name", message }] });
}
