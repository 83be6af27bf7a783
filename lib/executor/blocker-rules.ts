import type { BlockerRule } from "../contracts/environment";
import type { Blocker } from "../contracts/run";

export type Remedy = Pick<BlockerRule, "deed" | "afterMs">;

/** What the policy says is done about a session in the way: the first rule that fits, null where none does. Pure. */
export function remedyFor(
  rules: readonly BlockerRule[],
  blocker: Pick<Blocker, "pid" | "user" | "applicationName">,
): Remedy | null {
  // A prepared transaction has no process to cancel, and no name of its own.
  if (blocker.pid === 0) return null;
  const rule = rules.find(
    ({ applicationName, user }) => fits(applicationName, blocker.applicationName) && fits(user, blocker.user),
  );
  return rule ? { deed: rule.deed, afterMs: rule.afterMs } : null;
}

/** `*` stands for any text, everything else for itself. A session without the name fits only `*`. */
function fits(pattern: string | undefined, name: string | null): boolean {
  if (pattern === undefined) return true;
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(name ?? "");
}
