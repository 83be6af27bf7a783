import type { Role } from "@/lib/contracts/user";

/** What a role may do, in a sentence. */
export const ROLE_WORDS: Record<Role, string> = {
  viewer: "sees plans, locks and the audit trail",
  engineer: "writes changes, runs phases, cancels statements",
  approver: "approves what others wrote, terminates sessions",
  admin: "manages people, environments and policy",
};
