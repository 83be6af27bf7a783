import { randomBytes } from "node:crypto";
import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { eq } from "drizzle-orm";
import { appendAudit } from "../audit/append";
import { type DemoPerson, DemoSignInInput } from "../contracts/session";
import type { Store } from "../store/client";
import { newId } from "../store/ids";
import { session, user } from "../store/schema";
import { DEMO_PEOPLE } from "./demo-people";

/** A demo session ends by itself within the day. */
const SESSION_MS = 12 * 3600_000;

/**
 * The demo's one-click sign-in, as an endpoint of the auth library that only the server can call: it has no
 * path, and whoever calls it has checked that the demo's people may act.
 */
export function demoSignIn(store: Store) {
  return {
    id: "interlock-demo-sign-in",
    endpoints: {
      signInDemo: createAuthEndpoint.serverOnly({ method: "POST", body: DemoSignInInput }, async (ctx) => {
        const made = await openDemoSession(store, ctx.body.person);
        if (!made) throw new APIError("NOT_FOUND", { message: "The demo has no such person." });
        await setSessionCookie(ctx, made);
        return ctx.json({ id: made.user.id });
      }),
    },
  } satisfies BetterAuthPlugin;
}

async function openDemoSession(store: Store, person: DemoPerson) {
  const { email } = DEMO_PEOPLE[person];
  return store.db.transaction(async (tx) => {
    const [found] = await tx.select().from(user).where(eq(user.email, email));
    if (!found?.demo) return null;
    const [made] = await tx
      .insert(session)
      .values({
        id: newId("ses"),
        token: randomBytes(32).toString("base64url"),
        userId: found.id,
        expiresAt: new Date(Date.now() + SESSION_MS),
      })
      .returning();
    if (!made) throw new Error("the session was not stored");
    await appendAudit(tx, {
      actorId: found.id,
      actorName: found.name,
      action: "user.signed-in",
      subjectType: "user",
      subjectId: found.id,
      environmentId: null,
      summary: `${found.name} signed in by the demo's button`,
      detail: { demo: true },
    });
    return { session: made, user: found };
  });
}
