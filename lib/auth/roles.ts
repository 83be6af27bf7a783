import { ROLES } from "../contracts/constants";
import type { Role } from "../contracts/user";

/** Whether `role` may do what asks for `needed`: each role may do all that the ones before it may. */
export function atLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
