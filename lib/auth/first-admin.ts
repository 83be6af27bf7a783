import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { eq, sql } from "drizzle-orm";
import * as z from "zod";
import { appendAudit } from "../audit/append";
import type { SetupInput } from "../contracts/session";
import type { User } from "../contracts/user";
import type { Store, Tx } from "../store/client";
import { settings } from "../store/schema";
import { deleteSetting, writeSetting } from "../store/settings";
import { countTeam, findUserByEmail, insertUser } from "../store/users";
import { insertApiKey } from "./api-keys";
import { countAttempt } from "./attempts";

const CODE_SETTING = "setup.code";
const StoredCode = z.object({ hash: z.string() });

/** Transaction advisory lock under which the first administrator is made, so that there is one. */
const FIRST_ADMIN_LOCK = "7305521190482213";

const CODE_LIMIT = { max: 10, windowMs: 10 * 60_000 };
const CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
/** A key that the operator chose shorter than this can be guessed; it is taken, and said. */
export const SAFE_API_KEY_LENGTH = 20;

/** Whether nobody but the demo's people exists yet. */
export async function isSetupNeeded(store: Store): Promise<boolean> {
  return (await countTeam(store.db)) === 0;
}

/**
 * Makes the administrator whom the operator named, on the first start only: while anybody besides the demo's
 * people exists it changes nothing and answers null. The caller warns of a key below SAFE_API_KEY_LENGTH.
 */
export async function ensureFirstAdmin(
  store: Store,
  admin: { readonly email: string; readonly password: string; readonly apiKey: string | null },
): Promise<User | null> {
  const apiKey = admin.apiKey;
  if (!(await isSetupNeeded(store))) return null;
  const passwordHash = await hashPassword(admin.password);
  return store.db.transaction(async (tx) => {
    if (!(await lockWhileNobody(tx))) return null;
    const made = await insertAdmin(tx, { email: admin.email, name: "Administrator", passwordHash });
    if (apiKey !== null) {
      await insertApiKey(tx, { userId: made.id, name: "INTERLOCK_ADMIN_API_KEY", key: apiKey, start: null });
    }
    await deleteSetting(tx, CODE_SETTING);
    await appendAudit(tx, madeFirst(made, "from the environment variables", { apiKey: apiKey !== null }));
    return made;
  });
}

/**
 * A new one-time set-up code to print in the log, replacing any earlier one; null when set-up is done. Only
 * its hash is stored.
 */
export async function createSetupCode(store: Store): Promise<string | null> {
  if (!(await isSetupNeeded(store))) return null;
  // 16 of 30 characters, 78 bits: nothing to guess, short enough to type.
  const characters = Array.from({ length: 16 }, () => CODE_ALPHABET.charAt(randomInt(CODE_ALPHABET.length)));
  const code = (characters.join("").match(/.{4}/g) ?? []).join("-");
  await writeSetting(store.db, CODE_SETTING, { hash: hashCode(code) });
  return code;
}

export type SetupOutcome =
  | { readonly kind: "made"; readonly user: User }
  | { readonly kind: "gone" }
  | { readonly kind: "wrong-code" }
  | { readonly kind: "email-taken" }
  | { readonly kind: "wait"; readonly waitMs: number };

/** Makes the first administrator for whoever holds the code. Of several at once, one succeeds. */
export async function completeSetup(store: Store, input: SetupInput): Promise<SetupOutcome> {
  if (!(await isSetupNeeded(store))) return { kind: "gone" };
  const waitMs = await countAttempt(store.db, "setup", CODE_LIMIT);
  if (waitMs > 0) return { kind: "wait", waitMs };
  const passwordHash = await hashPassword(input.password);
  return store.db.transaction(async (tx): Promise<SetupOutcome> => {
    if (!(await lockWhileNobody(tx))) return { kind: "gone" };
    if (!(await isCode(tx, input.code))) return { kind: "wrong-code" };
    if (await findUserByEmail(tx, input.email)) return { kind: "email-taken" };
    const made = await insertAdmin(tx, { email: input.email, name: input.name, passwordHash });
    await deleteSetting(tx, CODE_SETTING);
    await appendAudit(tx, madeFirst(made, "with the set-up code", {}));
    return { kind: "made", user: made };
  });
}

async function lockWhileNobody(tx: Tx): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(${FIRST_ADMIN_LOCK}::bigint)`);
  return (await countTeam(tx)) === 0;
}

async function insertAdmin(
  tx: Tx,
  input: { readonly email: string; readonly name: string; readonly passwordHash: string },
): Promise<User> {
  const made = await insertUser(tx, { ...input, role: "admin" });
  if (!made) throw new Error(`${input.email} is the address of a demo person: choose another`);
  return made;
}

async function isCode(tx: Tx, code: string): Promise<boolean> {
  const [row] = await tx.select().from(settings).where(eq(settings.key, CODE_SETTING));
  const stored = StoredCode.safeParse(row?.value);
  if (!stored.success) return false;
  return timingSafeEqual(Buffer.from(stored.data.hash, "hex"), Buffer.from(hashCode(code), "hex"));
}

/** The code as people type it: case, spaces and dashes do not count. */
function hashCode(code: string): string {
  return createHash("sha256")
    .update(code.toUpperCase().replace(/[^0-9A-Z]/g, ""))
    .digest("hex");
}

function madeFirst(made: User, how: string, detail: Record<string, unknown>) {
  return {
    actorId: made.id,
    actorName: made.name,
    action: "user.first-admin-made",
    subjectType: "user",
    subjectId: made.id,
    environmentId: null,
    summary: `${made.name} became the first administrator, ${how}`,
    detail: { email: made.email, ...detail },
  };
}
