import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { appendAudit } from "../audit/append";
import { ROLES } from "../contracts/constants";
import { getStore, type Store } from "../store/client";
import { newId } from "../store/ids";
import { account, rateLimit, session, user, verification } from "../store/schema";
import { deriveKey } from "../store/secrets";
import { findUser } from "../store/users";
import { clearAttempts, countAttempt } from "./attempts";
import { CLIENT_ADDRESS_HEADER } from "./demo-access";
import { demoSignIn } from "./demo-sign-in";

const COOKIE_PREFIX = "interlock";

/** Shortest password anybody may have. */
export const MIN_PASSWORD_LENGTH = 10;

/** Wrong passwords per account before sign-in waits, whatever address they come from. */
const ACCOUNT_LIMIT = { max: 10, windowMs: 15 * 60_000 };

const ID_PREFIXES: Record<string, "usr" | "ses"> = { user: "usr", session: "ses" };

function build(store: Store, secure: boolean) {
  return betterAuth({
    appName: "Interlock",
    // Only its path matters: nothing here sends links, and which origins may ask is decided per request below.
    baseURL: `${secure ? "https" : "http"}://${process.env.HOST ?? "127.0.0.1"}:${process.env.PORT ?? "3000"}`,
    basePath: "/api/auth",
    secret: deriveKey("better-auth"),
    telemetry: { enabled: false },
    logger: { disabled: true },
    // The page and the API are one origin, under whichever name the browser reached it by.
    trustedOrigins: (request) => {
      const host = request?.headers.get("host");
      return host ? [`http://${host}`, `https://${host}`] : [];
    },
    database: drizzleAdapter(store.db, {
      provider: "pg",
      schema: { user, session, account, verification, rateLimit },
    }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true, // people are added by administrators
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: 200,
      revokeSessionsOnPasswordReset: true,
    },
    user: {
      additionalFields: {
        role: { type: [...ROLES], required: true, defaultValue: "viewer", input: false },
        demo: { type: "boolean", required: true, defaultValue: false, input: false },
        removedAt: { type: "date", required: false, input: false },
      },
    },
    // The row is read on every request, so that a changed role or an ended session counts at once.
    session: { expiresIn: 7 * 24 * 3600, updateAge: 24 * 3600, cookieCache: { enabled: false } },
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 300,
      customRules: { "/sign-in/email": { window: 60, max: 20 } },
    },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      // Written by the web process over whatever the client sent (bin/client-address.mjs).
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      useSecureCookies: secure,
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true },
      database: { generateId: ({ model }) => newId(ID_PREFIXES[model] ?? "key") },
    },
    plugins: [demoSignIn(store)],
    hooks: {
      before: createAuthMiddleware(async (ctx) => {
        const email: unknown = ctx.body?.email;
        if (ctx.path !== "/sign-in/email" || typeof email !== "string") return;
        const waitMs = await countAttempt(store.db, `sign-in:${email.toLowerCase()}`, ACCOUNT_LIMIT);
        if (waitMs > 0) {
          throw new APIError("TOO_MANY_REQUESTS", {
            message: `Too many tries for this account. Wait ${Math.ceil(waitMs / 60_000)} minutes.`,
          });
        }
      }),
      after: createAuthMiddleware(async (ctx) => {
        if (ctx.context.returned instanceof Error) return;
        if (ctx.path === "/sign-in/email" && ctx.context.newSession) {
          await clearAttempts(store.db, `sign-in:${ctx.context.newSession.user.email}`);
        }
        const person = ctx.context.session?.user;
        if (ctx.path === "/change-password" && person) {
          await appendUserEvent(store, person, "user.password-changed", "changed their own password");
        }
      }),
    },
    databaseHooks: {
      session: {
        create: {
          before: async (made) => {
            // A demo person has no password; this holds even if one were set by hand in the database.
            const person = await findUser(store.db, made.userId);
            if (!person || person.demo) return false;
          },
          after: async (made) => {
            const person = await findUser(store.db, made.userId);
            if (person) await appendUserEvent(store, person, "user.signed-in", "signed in");
          },
        },
      },
    },
  });
}

/** For what the library does by itself; it commits first, so this event has a transaction of its own. */
async function appendUserEvent(
  store: Store,
  person: { readonly id: string; readonly name: string },
  action: string,
  did: string,
): Promise<void> {
  await store.db.transaction((tx) =>
    appendAudit(tx, {
      actorId: person.id,
      actorName: person.name,
      action,
      subjectType: "user",
      subjectId: person.id,
      environmentId: null,
      summary: `${person.name} ${did}`,
      detail: {},
    }),
  );
}

export type Auth = ReturnType<typeof build>;

// Next bundles each route on its own; the instances are kept where all of them look.
const holder = globalThis as typeof globalThis & {
  __interlockAuth?: WeakMap<Store, { plain?: Auth; secure?: Auth }>;
};

/** The auth library over a store. Its cookies are `Secure` where the browser came by https. */
export function authFor(headers: Headers, store: Store = getStore()): Auth {
  holder.__interlockAuth ??= new WeakMap();
  const found = holder.__interlockAuth.get(store) ?? {};
  holder.__interlockAuth.set(store, found);
  if (cameByHttps(headers)) {
    found.secure ??= build(store, true);
    return found.secure;
  }
  found.plain ??= build(store, false);
  return found.plain;
}

/** A proxy in front that ends TLS says so; Interlock itself speaks plain http. */
export function cameByHttps(headers: Headers): boolean {
  if (headers.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https") return true;
  // Browsers send a cookie of this name over https only, so it says the same where the header was not passed on.
  return headers.get("cookie")?.includes(`__Secure-${COOKIE_PREFIX}.`) ?? false;
}
