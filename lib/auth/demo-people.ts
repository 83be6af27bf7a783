import { and, eq, inArray } from "drizzle-orm";
import { DEMO_PERSONS, type DemoPerson } from "../contracts/session";
import type { User } from "../contracts/user";
import type { Store } from "../store/client";
import { user } from "../store/schema";
import { findUserByEmail, insertUser } from "../store/users";

/** Whom the sign-in page of a demo offers. */
export const DEMO_PEOPLE = {
  engineer: { email: "ada@demo.interlock", name: "Ada", role: "engineer" },
  approver: { email: "grace@demo.interlock", name: "Grace", role: "approver" },
} as const satisfies Record<DemoPerson, unknown>;

/**
 * Makes the demo's people where they are missing. They have no password at all, so nothing can leak and
 * nobody can sign in as one of them but by the demo's own door (lib/auth/demo-sign-in.ts).
 */
export async function ensureDemoPeople(store: Store): Promise<Record<DemoPerson, User>> {
  await store.db.transaction(async (tx) => {
    for (const person of Object.values(DEMO_PEOPLE)) await insertUser(tx, { ...person, demo: true });
  });
  return { engineer: await demoPerson(store, "engineer"), approver: await demoPerson(store, "approver") };
}

/** The demo people that exist, as the sign-in page offers them. */
export async function listDemoPeople(
  store: Store,
): Promise<{ person: DemoPerson; name: string; role: "engineer" | "approver" }[]> {
  const emails = Object.values(DEMO_PEOPLE).map((person) => person.email);
  const rows = await store.db
    .select({ email: user.email })
    .from(user)
    .where(and(eq(user.demo, true), inArray(user.email, emails)));
  const there = new Set(rows.map((row) => row.email));
  return DEMO_PERSONS.filter((person) => there.has(DEMO_PEOPLE[person].email)).map((person) => ({
    person,
    name: DEMO_PEOPLE[person].name,
    role: DEMO_PEOPLE[person].role,
  }));
}

async function demoPerson(store: Store, person: DemoPerson): Promise<User> {
  const found = await findUserByEmail(store.db, DEMO_PEOPLE[person].email);
  if (!found) throw new Error(`the demo's ${person} could not be made`);
  return found;
}
