import type { Policy } from "../contracts/environment";
import type { Locks } from "../contracts/locks";
import type { Role } from "../contracts/user";
import { hideLiterals } from "../monitor/hide-literals";

/**
 * Those below engineer see statements without their literals, and everybody does where the policy says so. The sampler
 * hides them before it writes; samples older than the policy's change are why it is asked here again.
 */
export function locksFor(role: Role, locks: Locks, policy: Partial<Policy> = {}): Locks {
  return role === "viewer" || policy.hideLiterals ? hideLiterals(locks) : locks;
}
