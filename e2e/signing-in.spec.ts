import { addPerson, signIn, signInByPassword } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

test("every page leads through sign-in and back to where one wanted to be", async ({ page, api }) => {
  const { id } = await api.environment("production");
  const wanted = `/environments/${id}?tab=locks`;
  for (const path of ["/changes", "/changes/new?sentence=x", "/approvals", "/audit", "/settings", wanted]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    const { pathname, searchParams } = new URL(page.url());
    expect([pathname, searchParams.get("next")]).toEqual(["/sign-in", path]);
  }
  await signInByPassword(page, await addPerson(api, "engineer"));
  await expect(page.getByRole("heading", { level: 1, name: "production" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Locks" })).toHaveAttribute("aria-selected", "true");
});

test("next never leads to another site", async ({ page, api, baseURL }) => {
  await page.goto("/sign-in?next=//elsewhere.example/");
  await signInByPassword(page, await addPerson(api, "viewer"));
  await expect(page.getByRole("heading", { level: 1, name: /Hello/ })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(baseURL);
});

// The browser itself reports a refused request.
test.describe(() => {
  test.use({ expectedConsoleErrors: [/status of 401/] });
  test("a wrong password is refused in words", async ({ page, api }) => {
    const { email } = await addPerson(api, "viewer");
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Invalid email or password" })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe("/sign-in");
  });

  test("a viewer sees everything and changes nothing", async ({ page, api, server }) => {
    const production = await api.environment("production");
    await page.goto("/sign-in");
    await signInByPassword(page, await addPerson(api, "viewer"));
    await page.goto(`/environments/${production.id}?tab=traffic`);
    await expect(page.getByRole("button", { name: /Deploy v2/ })).toBeDisabled();
    await expect(page.getByText("Deploying needs the role engineer.")).toBeVisible();
    const asViewer = (path: string, data: unknown) =>
      page.request.post(`/api/v1${path}`, { data, headers: { origin: server.url } });
    const change = {
      title: "x",
      environmentId: production.id,
      sentence: "add column nothing text to customers",
    };
    for (const refused of [
      await asViewer("/changes", change),
      await asViewer("/demo/deploys", { environmentId: production.id, version: "v2" }),
      await asViewer("/users", { email: "x@e2e.example", name: "x", role: "admin" }),
    ]) {
      expect(refused.status()).toBe(403);
      expect((await refused.json()).detail).toMatch(/needs the role/);
    }
  });

  test("an engineer may not end a session or add people", async ({ page, api, server }) => {
    const production = await api.environment("production");
    await page.goto("/sign-in");
    await signInByPassword(page, await addPerson(api, "engineer"));
    for (const [path, data] of [
      [`/environments/${production.id}/sessions/1/terminate`, { reason: "because" }],
      ["/users", { email: "x@e2e.example", name: "x", role: "admin" }],
    ] as const) {
      const refused = await page.request.post(`/api/v1${path}`, { data, headers: { origin: server.url } });
      expect(refused.status()).toBe(403);
    }
    await page.goto("/settings");
    await expect(page.getByRole("heading", { name: "API keys" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Add a person" })).toHaveCount(0);
  });

  test("an administrator removes somebody, who is out at once", async ({ page, newPage, api }) => {
    const leaving = await addPerson(api, "engineer");
    const theirs = await newPage();
    await theirs.goto("/sign-in");
    await signInByPassword(theirs, leaving);
    await page.goto("/sign-in");
    await signInByPassword(page, await addPerson(api, "admin"));
    await page.goto("/settings");
    const remove = page.getByRole("button", { name: `Remove ${leaving.name}` });
    await remove.click();
    await page.getByRole("button", { name: "Remove the person" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(remove).toHaveCount(0);
    await theirs.goto("/audit");
    await expect(theirs.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  });

  test("somebody changes their own password and signs in with it", async ({ page, newPage, api }) => {
    const person = await addPerson(api, "viewer");
    await page.goto("/sign-in");
    await signInByPassword(page, person);
    await page.goto("/settings");
    await page.getByLabel("Password now").fill(person.password);
    await page.getByLabel("New password").fill("a newer password");
    await page.getByRole("button", { name: "Change the password" }).click();
    await expect(page.getByText("The password is changed")).toBeVisible();
    const elsewhere = await newPage();
    await elsewhere.goto("/sign-in");
    await signInByPassword(elsewhere, { ...person, password: "a newer password" });
    await page.goto("/audit");
    await expect(page.getByText("changed their own password").first()).toBeVisible();
  });

  test("signing out ends the session", async ({ page }) => {
    await signIn(page, "Ada");
    const cookies = await page.context().cookies();
    await page.getByRole("button", { name: /^Ada, engineer/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    await page.goto("/audit");
    await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    // The cookie of before is worth nothing any more.
    await page.context().addCookies(cookies);
    expect((await page.request.get("/api/v1/environments")).status()).toBe(401);
  });
});

test("what was typed for a new change is there again after a reload", async ({ page }) => {
  await signIn(page, "Ada");
  await page.goto("/changes/new");
  await page.getByRole("tab", { name: "SQL" }).click();
  const sql = "ALTER TABLE customers ADD COLUMN loyalty integer;";
  await page.getByRole("textbox", { name: "SQL" }).fill(sql);
  await page.getByLabel("Reason").fill("Points for the card.");
  await page.reload();
  await expect(page.getByText("Your unfinished change was kept")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "SQL" })).toHaveValue(sql);
  await expect(page.getByLabel("Reason")).toHaveValue("Points for the card.");
  await page.getByRole("button", { name: "Start afresh" }).click();
  await expect(page.getByLabel("Reason")).toHaveValue("");
});
