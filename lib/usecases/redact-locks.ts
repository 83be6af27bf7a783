import type { Locks } from "../contracts/locks";
import type { Role } from "../contracts/user";
import { hideLiterals } from "../monitor/hide-literals";

/** Those below engineer see statements without their literals. */
export function locksFor(role: Role, locks: Locks): Locks {
  return role === "viewer" ? hideLiterals(locks) : locks;
}
