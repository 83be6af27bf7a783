import { AuditVerification } from "../contracts/audit";
import { AUDIT_OWNERSHIP_SETTING } from "../store/audit-owner";
import type { Queryable } from "../store/client";
import { readSetting } from "../store/settings";
import { CHAIN_START, follow } from "./chain";
import { readChain } from "./read";

/**
 * Follows the stored chain from its first event to its last and names the first that does not fit. A tail
 * that was cut off leaves a shorter chain that still fits: compare `count` and `head` with what was exported
 * or noted elsewhere.
 */
export async function verifyAudit(db: Queryable): Promise<AuditVerification> {
  let position = CHAIN_START;
  for await (const page of readChain(db)) position = follow(position, page);
  const ownership = await readSetting(db, AUDIT_OWNERSHIP_SETTING, AuditVerification.shape.ownership);
  return { ok: position.firstBad === null, ...position, ownership };
}
