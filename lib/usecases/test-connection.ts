import type { EnvironmentCheck } from "../contracts/environment";
import { fail, ok, type Result } from "../contracts/result";
import { checkTarget } from "../target/check";
import { parseConnectionString, type TargetConnection } from "../target/connection-string";

export interface TestedConnection {
  readonly connection: TargetConnection;
  readonly check: EnvironmentCheck;
}

/**
 * Reads a connection string and tries it. Refused where it is not understood or the server does not let us in, because
 * nothing could be planned or run; missing privileges and the like are kept as warnings with the SQL that mends them.
 */
export async function testConnection(connectionString: string): Promise<Result<TestedConnection>> {
  const parsed = parseConnectionString(connectionString);
  if (!parsed.ok) return refuse(parsed.failure.message);
  const check = await checkTarget(parsed.value, { now: new Date() });
  if (check.serverVersion === null) {
    const problems = check.items.filter((item) => item.status === "error").map((item) => item.message);
    return refuse(problems.join(" ") || "The server could not be reached.");
  }
  return ok({ connection: parsed.value, check });
}

function refuse(message: string): Result<never> {
  return fail({ code: "input.invalid", errors: [{ path: "connectionString", message }] });
}
