import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import * as authRoute from "@/app/api/auth/[...all]/route";
import * as demoRoute from "@/app/api/v1/session/demo/route";
import * as sessionRoute from "@/app/api/v1/session/route";
import * as setupRoute from "@/app/api/v1/setup/route";
import * as keyRoute from "@/app/api/v1/users/[id]/api-keys/[keyId]/route";
import * as keysRoute from "@/app/api/v1/users/[id]/api-keys/route";
import * as userRoute from "@/app/api/v1/users/[id]/route";
import * as usersRoute from "@/app/api/v1/users/route";
import { verifyAudit } from "@/lib/audit/verify";
import { actorFromRequest } from "@/lib/auth/actor";
import { CLIENT_ADDRESS_HEADER } from "@/lib/auth/demo-access";
import { ensureDemoPeople } from "@/lib/auth/demo-people";
import { completeSetup, createSetupCode, ensureFirstAdmin } from "@/lib/auth/first-admin";
import { setStore } from "@/lib/store/client";
import { createTestStore } from "@/lib/testing/control-plane";
import { type CallOptions, call, cookiesOf } from "@/lib/testing/http";

const ADMIN = { email: "admin@example.org", password: "correct horse", apiKey: `chosen-${"k".repeat(20)}` };
const environment = { ...process.env };

let test: Awaited<ReturnType<typeof createTestStore>>;
async function fresh(): Promise<void> {
  test = await createTestStore();
  setStore(test.store);
}
async function end(): Promise<void> {
  setStore(undefined);
  await test?.drop();
}

beforeAll(() => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  process.env.INTERLOCK_DEMO = "1";
  process.env.HOST = "127.0.0.1";
});
afterEach(() => {
  process.env.INTERLOCK_DEMO = "1";
  process.env.HOST = "127.0.0.1";
});
afterAll(() => {
  process.env = environment;
});

const signIn = (email: string, password: string, options: CallOptions = {}) =>
  call(authRoute.POST, "/api/auth/sign-in/email", { method: "POST", body: { email, password }, ...options });
const whoAmI = async (options: CallOptions) =>
  (await call(sessionRoute.GET, "/api/v1/session", options)).body;
const addUser = (body: unknown, key = ADMIN.apiKey) =>
  call(usersRoute.POST, "/api/v1/users", { method: "POST", key, body });

async function addPerson(role: string, email = `${randomBytes(5).toString("hex")}@example.org`) {
  const made = await addUser({ email, name: `A ${role}`, role, password: "a long password" });
  const id = String(made.body.id);
  const path = `/api/v1/users/${id}/api-keys`;
  const options = { method: "POST", key: ADMIN.apiKey, body: { name: "ci" }, params: { id } };
  const { body } = await call(keysRoute.POST, path, options);
  return { id, email, key: String(body.key), keyId: String(body.id) };
}

describe("with an administrator", () => {
  beforeAll(async () => {
    await fresh();
    await ensureFirstAdmin(test.store, ADMIN);
  });
  afterAll(end);

  describe("sign-in by password", () => {
    it("sets a cookie that is httpOnly and SameSite=Lax, and knows the person by it", async () => {
      const signedIn = await signIn("ADMIN@example.org", ADMIN.password);
      expect(signedIn.status).toBe(200);
      const [cookie] = signedIn.headers.getSetCookie();
      expect(cookie).toMatch(/^interlock\.session_token=/);
      expect(cookie).toMatch(/HttpOnly/i);
      expect(cookie).toMatch(/SameSite=Lax/i);
      expect(cookie).not.toMatch(/Secure/i);
      const { user } = await whoAmI({ cookie: cookiesOf(signedIn.headers) });
      expect(user).toMatchObject({ email: ADMIN.email, role: "admin", demo: false });
    });

    it("marks the cookie Secure where the browser came by https", async () => {
      const signedIn = await signIn(ADMIN.email, ADMIN.password, {
        headers: { "x-forwarded-proto": "https", origin: "https://127.0.0.1:3000" },
      });
      const [cookie] = signedIn.headers.getSetCookie();
      expect(cookie).toMatch(/^__Secure-interlock\.session_token=.*Secure/);
    });

    it("refuses a wrong password and an unknown address alike", async () => {
      const wrong = await signIn(ADMIN.email, "wrong password");
      const unknown = await signIn("nobody@example.org", "wrong password");
      expect([wrong.status, unknown.status]).toEqual([401, 401]);
      expect(unknown.body).toEqual(wrong.body);
      expect(wrong.headers.getSetCookie()).toEqual([]);
    });

    it("refuses another site's page", async () => {
      const foreign: Record<string, string>[] = [
        { origin: "https://evil.example" },
        { "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" },
      ];
      for (const headers of foreign) {
        expect((await signIn(ADMIN.email, ADMIN.password, { headers })).status).toBe(403);
      }
    });

    it("ends with sign-out, on the server too", async () => {
      const cookie = cookiesOf((await signIn(ADMIN.email, ADMIN.password)).headers);
      expect((await whoAmI({ cookie })).user).not.toBeNull();
      const out = await call(authRoute.POST, "/api/auth/sign-out", { method: "POST", cookie, body: {} });
      expect(out.status).toBe(200);
      expect((await whoAmI({ cookie })).user).toBeNull();
    });

    it("does not accept a cookie with an altered signature", async () => {
      const cookie = cookiesOf((await signIn(ADMIN.email, ADMIN.password)).headers);
      const altered = cookie.replace(/=(.)/, (_, c: string) => `=${c === "A" ? "B" : "A"}`);
      expect((await whoAmI({ cookie: altered })).user).toBeNull();
      expect((await whoAmI({ cookie: "interlock.session_token=%E0%A4%A" })).user).toBeNull();
    });

    it("makes an account wait after ten wrong passwords, from whatever addresses, and no other account", async () => {
      const victim = await addPerson("viewer");
      const tries = Array.from({ length: 11 }, (_, i) =>
        signIn(victim.email, "wrong password", { headers: { [CLIENT_ADDRESS_HEADER]: `10.0.0.${i + 1}` } }),
      );
      const statuses = (await Promise.all(tries)).map((answer) => answer.status).sort();
      expect(statuses).toEqual([...Array(10).fill(401), 429]);
      const right = await signIn(victim.email, "a long password", {
        headers: { [CLIENT_ADDRESS_HEADER]: "10.0.1.1" },
      });
      expect(right.status).toBe(429);
      const other = await signIn(ADMIN.email, ADMIN.password, {
        headers: { [CLIENT_ADDRESS_HEADER]: "10.0.1.2" },
      });
      expect(other.status).toBe(200);
    });

    it("does not believe a client that says where it comes from", async () => {
      const tries = Array.from({ length: 21 }, (_, i) =>
        signIn(`anybody${i}@example.org`, "wrong", {
          headers: { [CLIENT_ADDRESS_HEADER]: "10.8.8.8", "x-forwarded-for": `10.8.0.${i}` },
        }),
      );
      const statuses = (await Promise.all(tries)).map((answer) => answer.status);
      expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    });

    it("makes an address wait after twenty tries in a minute, whichever accounts they name", async () => {
      const headers = { [CLIENT_ADDRESS_HEADER]: "10.9.9.9" };
      const tries = Array.from({ length: 21 }, (_, i) =>
        signIn(`nobody${i}@example.org`, "wrong", { headers }),
      );
      const statuses = (await Promise.all(tries)).map((answer) => answer.status);
      expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    });
  });

  describe("the auth library's other doors", () => {
    it.each([
      ["POST", "/api/auth/sign-up/email"],
      ["POST", "/api/auth/update-user"],
      ["POST", "/api/auth/delete-user"],
      ["POST", "/api/auth/sign-in/social"],
      ["POST", "/api/auth/request-password-reset"],
      ["GET", "/api/auth/list-sessions"],
      ["POST", "/api/auth/sign-in/demo"],
      ["POST", "/api/auth/SIGN-UP/email"],
      ["POST", "/api/auth//sign-up/email"],
    ])("%s %s is shut", async (method, path) => {
      const body = { email: "x@example.org", name: "x", password: "a long password", role: "admin" };
      const answer = await call(authRoute.POST, path, method === "POST" ? { method, body } : {});
      expect(answer.status).toBe(404);
    });

    it("lets people change their own password, which ends their other sessions when asked", async () => {
      const person = await addPerson("viewer");
      const first = cookiesOf((await signIn(person.email, "a long password")).headers);
      const second = cookiesOf((await signIn(person.email, "a long password")).headers);
      const change = (newPassword: string) =>
        call(authRoute.POST, "/api/auth/change-password", {
          method: "POST",
          cookie: first,
          body: { currentPassword: "a long password", newPassword, revokeOtherSessions: true },
        });
      expect((await change("short")).status).toBe(400);
      expect((await change("another password")).status).toBe(200);
      expect((await whoAmI({ cookie: second })).user).toBeNull();
      expect((await signIn(person.email, "another password")).status).toBe(200);
    });
  });

  describe("people and API keys", () => {
    it("accepts the operator's chosen key and stores only its hash", async () => {
      expect((await whoAmI({ key: ADMIN.apiKey })).user).toMatchObject({ role: "admin" });
      const { rows } = await test.store.db.execute(sql`select to_jsonb(a)::text as row from apikey a`);
      expect(JSON.stringify(rows)).not.toContain(ADMIN.apiKey);
    });

    it("keeps working call after call", async () => {
      for (let i = 0; i < 40; i++) expect((await whoAmI({ key: ADMIN.apiKey })).user).not.toBeNull();
    });

    it("adds people with 201, hides passwords, and refuses a taken address with 409", async () => {
      const body = { email: "Eng@Example.org", name: "Eng", role: "engineer", password: "a long password" };
      const made = await addUser(body);
      expect(made.status).toBe(201);
      expect(made.body).toMatchObject({ email: "eng@example.org", role: "engineer", demo: false });
      expect(made.text).not.toContain("password");
      const again = await addUser({ ...body, email: "eng@example.org" });
      expect(again.status).toBe(409);
      expect(again.body.reasons).toMatchObject([{ code: "user.email_taken" }]);
    });

    it("answers 422 with a path for each field that is wrong", async () => {
      const { status, body } = await addUser({ email: "no", name: " ", role: "king", password: "short" });
      expect(status).toBe(422);
      const paths = (body.errors as { path: string }[]).map((e) => e.path).sort();
      expect(paths).toEqual(["email", "name", "password", "role"]);
    });

    it("lets only administrators add people or change roles", async () => {
      const approver = await addPerson("approver");
      const body = { email: "x@example.org", name: "x", role: "admin" };
      expect((await addUser(body, approver.key)).status).toBe(403);
      expect((await addUser(body, "ilk_unknown")).status).toBe(401);
      const raise = await call(userRoute.PATCH, `/api/v1/users/${approver.id}`, {
        method: "PATCH",
        key: approver.key,
        body: { role: "admin" },
        params: { id: approver.id },
      });
      expect(raise.status).toBe(403);
    });

    it("makes, lists and deletes keys for oneself, never for somebody else", async () => {
      const [ada, grace] = [await addPerson("engineer"), await addPerson("engineer")];
      const path = (id: string) => `/api/v1/users/${id}/api-keys`;
      const own = await call(keysRoute.POST, path(ada.id), {
        method: "POST",
        key: ada.key,
        body: { name: "laptop" },
        params: { id: ada.id },
      });
      expect(own.status).toBe(201);
      expect((await whoAmI({ key: String(own.body.key) })).user).toMatchObject({ id: ada.id });
      const theirs = { method: "POST", key: ada.key, body: { name: "x" }, params: { id: grace.id } };
      expect((await call(keysRoute.POST, path(grace.id), theirs)).status).toBe(403);
      const list = await call(keysRoute.GET, path(ada.id), { key: ada.key, params: { id: ada.id } });
      expect((list.body.items as { name: string }[]).map((k) => k.name)).toEqual(["laptop", "ci"]);
      expect(list.text).not.toContain(String(own.body.key));
      const remove = (by: string, owner: string, keyId: string) =>
        call(keyRoute.DELETE, `${path(owner)}/${keyId}`, {
          method: "DELETE",
          key: by,
          params: { id: owner, keyId },
        });
      expect((await remove(ada.key, ada.id, grace.keyId)).status).toBe(404);
      expect((await remove(ada.key, ada.id, String(own.body.id))).status).toBe(204);
      expect((await whoAmI({ key: String(own.body.key) })).user).toBeNull();
    });

    it("ignores the cookie of a request that carries a wrong key", async () => {
      const cookie = cookiesOf((await signIn(ADMIN.email, ADMIN.password)).headers);
      expect((await whoAmI({ cookie, key: "ilk_wrong" })).user).toBeNull();
    });

    it("takes a changed role into account at once, and ends sessions with a new password", async () => {
      const person = await addPerson("viewer");
      const cookie = cookiesOf((await signIn(person.email, "a long password")).headers);
      const patch = (body: unknown) =>
        call(userRoute.PATCH, `/api/v1/users/${person.id}`, {
          method: "PATCH",
          key: ADMIN.apiKey,
          body,
          params: { id: person.id },
        });
      expect((await patch({ role: "approver" })).body).toMatchObject({ role: "approver" });
      expect((await whoAmI({ cookie })).user).toMatchObject({ role: "approver" });
      expect((await patch({ password: "a newer password" })).status).toBe(200);
      expect((await whoAmI({ cookie })).user).toBeNull();
      expect((await signIn(person.email, "a newer password")).status).toBe(200);
    });

    it("keeps somebody administrator", async () => {
      const { user } = (await whoAmI({ key: ADMIN.apiKey })) as { user: { id: string } };
      const answer = await call(userRoute.PATCH, `/api/v1/users/${user.id}`, {
        method: "PATCH",
        key: ADMIN.apiKey,
        body: { role: "viewer" },
        params: { id: user.id },
      });
      expect(answer.status).toBe(409);
      expect(answer.body.reasons).toMatchObject([{ code: "user.last_admin" }]);
    });

    const remove = (id: string, options: CallOptions = { key: ADMIN.apiKey }) =>
      call(userRoute.DELETE, `/api/v1/users/${id}`, { method: "DELETE", params: { id }, ...options });

    it("takes every way in from somebody who is removed, and keeps their name on what they did", async () => {
      const person = await addPerson("admin");
      const cookie = cookiesOf((await signIn(person.email, "a long password")).headers);
      expect((await whoAmI({ cookie })).user).toMatchObject({ id: person.id });
      expect((await whoAmI({ key: person.key })).user).toMatchObject({ id: person.id });
      expect((await remove(person.id)).status).toBe(204);
      expect((await whoAmI({ cookie })).user).toBeNull();
      expect((await whoAmI({ key: person.key })).user).toBeNull();
      expect((await signIn(person.email, "a long password")).status).toBe(401);
      const { body } = await call(usersRoute.GET, "/api/v1/users?limit=500", { key: ADMIN.apiKey });
      expect((body.items as { id: string }[]).map(({ id }) => id)).not.toContain(person.id);
      const { rows } = await test.store.db.execute(
        sql`select name, removed_at from "user" where id = ${person.id}`,
      );
      expect(rows).toMatchObject([{ name: "A admin", removed_at: expect.anything() }]);
      expect((await remove(person.id)).status).toBe(404);
      // Nobody makes a key in their name, and the address can be given again.
      const key = { method: "POST", key: ADMIN.apiKey, body: { name: "ci" }, params: { id: person.id } };
      expect((await call(keysRoute.POST, `/api/v1/users/${person.id}/api-keys`, key)).status).toBe(404);
      const again = await addUser({ email: person.email, name: "Again", role: "viewer" });
      expect(again.status).toBe(201);
      expect(again.body.id).not.toBe(person.id);
    });

    it("is not removed by themselves, by others than administrators, or as the last one", async () => {
      const { user } = (await whoAmI({ key: ADMIN.apiKey })) as { user: { id: string } };
      const last = await remove(user.id);
      expect([last.status, last.body.reasons]).toMatchObject([409, [{ code: "user.last_admin" }]]);
      const second = await addPerson("admin");
      const own = await remove(second.id, { key: second.key });
      expect([own.status, own.body.reasons]).toMatchObject([409, [{ code: "user.self" }]]);
      const approver = await addPerson("approver");
      expect((await remove(second.id, { key: approver.key })).status).toBe(403);
      expect((await remove(second.id)).status).toBe(204);
    });

    it("lists people a page at a time", async () => {
      const first = await call(usersRoute.GET, "/api/v1/users?limit=2", { key: ADMIN.apiKey });
      const { items, nextCursor } = first.body as { items: { id: string }[]; nextCursor: string };
      expect(items).toHaveLength(2);
      const next = await call(usersRoute.GET, `/api/v1/users?limit=2&cursor=${nextCursor}`, {
        key: ADMIN.apiKey,
      });
      const more = next.body as unknown as { items: { id: string }[] };
      expect(more.items[0]?.id).toBeDefined();
      expect(items.map((u) => u.id)).not.toContain(more.items[0]?.id);
    });
  });

  it("writes all of it into an audit trail that holds and keeps no secret", async () => {
    expect(await verifyAudit(test.store.db)).toMatchObject({ ok: true });
    const { rows } = await test.store.db.execute(
      sql`select action, to_jsonb(e)::text as row from audit_events e`,
    );
    const actions = new Set(rows.map((row) => row.action));
    const expected = [
      "user.first-admin-made",
      "user.created",
      "user.updated",
      "user.removed",
      "user.signed-in",
    ];
    for (const action of [...expected, "user.password-changed", "api-key.created", "api-key.deleted"]) {
      expect(actions).toContain(action);
    }
    expect(rows.filter((row) => row.action === "user.password-changed")).toHaveLength(1);
    for (const secret of [ADMIN.apiKey, ADMIN.password, "a long password", "ilk_"]) {
      expect(JSON.stringify(rows)).not.toContain(secret);
    }
  });
});

describe("the first administrator", () => {
  beforeAll(fresh);
  afterAll(end);

  it("is made from the environment variables on the first start only, also by two processes at once", async () => {
    const made = await Promise.all([
      ensureFirstAdmin(test.store, ADMIN),
      ensureFirstAdmin(test.store, { ...ADMIN, email: "second@example.org" }),
    ]);
    expect(made.filter((user) => user !== null)).toHaveLength(1);
    expect(await ensureFirstAdmin(test.store, { ...ADMIN, email: "third@example.org" })).toBeNull();
  });

  it("may call with the key that the operator chose, however short", async () => {
    const short = await createTestStore();
    try {
      const made = await ensureFirstAdmin(short.store, { ...ADMIN, apiKey: "dev" });
      const actor = await actorFromRequest(new Headers({ authorization: "Bearer dev" }), short.store);
      expect(actor).toMatchObject({ userId: made?.id, role: "admin" });
    } finally {
      await short.drop();
    }
  });
});

describe("set-up", () => {
  beforeAll(async () => {
    await fresh();
    await ensureDemoPeople(test.store);
  });
  afterAll(end);

  const person = { email: "first@example.org", name: "First", password: "a long password" };
  const setUp = (body: unknown, headers: Record<string, string> = {}) =>
    call(setupRoute.POST, "/api/v1/setup", { method: "POST", body, headers });

  it("takes the newest code only, from one of several at once, and is gone ever after", async () => {
    expect((await call(setupRoute.GET, "/api/v1/setup")).body).toEqual({ needed: true });
    const replaced = await createSetupCode(test.store);
    const code = await createSetupCode(test.store);
    expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    const { rows } = await test.store.db.execute(sql`select value::text from settings`);
    expect(JSON.stringify(rows)).not.toContain(code);

    const wrong = await setUp({ ...person, code: replaced });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors).toMatchObject([{ path: "code" }]);
    expect((await setUp({ ...person, code, email: "ada@demo.interlock" })).status).toBe(422);
    expect((await setUp({ ...person, code }, { origin: "https://evil.example" })).status).toBe(403);

    const racing = await Promise.all(
      [1, 2, 3].map((n) => setUp({ ...person, email: `first${n}@example.org`, code: code?.toLowerCase() })),
    );
    expect(racing.map((answer) => answer.status).sort()).toEqual([201, 410, 410]);
    expect(racing.find((answer) => answer.status === 201)?.body).toMatchObject({ role: "admin" });
    expect((await setUp({ ...person, code })).status).toBe(410);
    expect((await call(setupRoute.GET, "/api/v1/setup")).body).toEqual({ needed: false });
    expect(await createSetupCode(test.store)).toBeNull();
  });
});

describe("guessing the set-up code", () => {
  beforeAll(fresh);
  afterAll(end);

  it("has ten tries, then waits, even with the right one", async () => {
    const code = (await createSetupCode(test.store)) ?? "";
    const input = { email: "a@example.org", name: "A", password: "a long password" };
    const tries = await Promise.all(
      Array.from({ length: 12 }, () => completeSetup(test.store, { ...input, code: "wrong" })),
    );
    expect(tries.filter((outcome) => outcome.kind === "wrong-code")).toHaveLength(10);
    expect(await completeSetup(test.store, { ...input, code })).toMatchObject({ kind: "wait" });
  });
});

describe("the demo's people", () => {
  beforeAll(async () => {
    await fresh();
    await ensureDemoPeople(test.store);
    await ensureDemoPeople(test.store);
  });
  afterAll(end);

  const demo = (person: string, options: CallOptions = {}) =>
    call(demoRoute.POST, "/api/v1/session/demo", { method: "POST", body: { person }, ...options });

  it("sign in by one click while the demo is on, on this machine", async () => {
    const info = await whoAmI({});
    expect(info).toMatchObject({ user: null, setupNeeded: true, demo: { available: true } });
    expect((info.demo as { people: unknown[] }).people).toHaveLength(2);
    const signedIn = await demo("approver");
    expect(signedIn.status).toBe(200);
    const cookie = cookiesOf(signedIn.headers);
    expect((await whoAmI({ cookie })).user).toMatchObject({ name: "Grace", role: "approver", demo: true });
    expect((await demo("admin")).status).toBe(422);
  });

  it.each([
    ["the demo is off", { INTERLOCK_DEMO: "0" }],
    ["the server is reachable from elsewhere", { HOST: "0.0.0.0" }],
  ])("neither sign in nor keep a session when %s", async (_when, change) => {
    const cookie = cookiesOf((await demo("engineer")).headers);
    expect((await whoAmI({ cookie })).user).toMatchObject({ name: "Ada" });
    Object.assign(process.env, change);
    expect((await demo("engineer")).status).toBe(403);
    const info = await whoAmI({ cookie });
    expect(info).toMatchObject({ user: null, demo: { available: false, people: [] } });
    expect(await actorFromRequest(new Headers({ cookie }))).toBeNull();
  });

  it("do not sign in for a page that points its own name at this machine", async () => {
    const headers = { host: "evil.example:3000", origin: "http://evil.example:3000" };
    expect((await demo("approver", { headers })).status).toBe(403);
    expect((await demo("approver", { headers: { origin: "http://evil.example" } })).status).toBe(403);
  });

  it("do not sign in for a browser elsewhere that a proxy on this machine let through", async () => {
    expect((await demo("approver", { headers: { [CLIENT_ADDRESS_HEADER]: "203.0.113.9" } })).status).toBe(
      403,
    );
    expect((await demo("approver", { headers: { [CLIENT_ADDRESS_HEADER]: "unknown" } })).status).toBe(403);
  });

  it("cannot sign in by password, even if somebody put one into the database", async () => {
    const email = "ada@demo.interlock";
    expect((await signIn(email, "")).status).not.toBe(200);
    const { hashPassword } = await import("better-auth/crypto");
    await test.store.db.execute(sql`
      insert into account (id, account_id, provider_id, user_id, password)
      select 'acc_1', id, 'credential', id, ${await hashPassword("a long password")} from "user" where email = ${email}`);
    const answer = await signIn(email, "a long password");
    expect(answer.status).not.toBe(200);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});
