import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, createTestRole, type TestDatabase, type TestRole } from "../testing/postgres";
import { StartError } from "./config";
import { checkDatabase } from "./database-check";
import { freePort } from "./free-port";

let database: TestDatabase;
let role: TestRole;
beforeAll(async () => {
  database = await createTestDatabase(15);
  role = await createTestRole(15, { password: "hush-hush" });
});
afterAll(async () => {
  await database.drop();
  await role.drop();
});

async function complaint(url: string): Promise<string> {
  const error: unknown = await checkDatabase(url).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StartError);
  const { message } = error as StartError;
  expect(message).not.toContain("\n");
  expect(message).not.toContain("hush-hush");
  return message;
}

it("accepts a database that it can use", async () => {
  await expect(checkDatabase(database.url)).resolves.toBeUndefined();
});

it("says that nothing listens", async () => {
  const port = await freePort();
  expect(await complaint(`postgres://u:hush-hush@127.0.0.1:${port}/x`)).toMatch(
    /Nothing listens at 127\.0\.0\.1:/,
  );
});

it("says that the host is unknown", async () => {
  expect(await complaint("postgres://u:hush-hush@nowhere.invalid/x")).toContain("nowhere.invalid:5432");
});

it("says that user or password is wrong", async () => {
  const url = new URL(role.urlFor(database.url));
  url.password = "another";
  expect(await complaint(url.href)).toContain(`does not let ${role.name} in`);
});

it("says that the database is missing", async () => {
  const url = new URL(role.urlFor(database.url));
  url.pathname = "/not_there";
  expect(await complaint(url.href)).toContain("no database not_there");
});

it("says that the role may not create schemas", async () => {
  expect(await complaint(role.urlFor(database.url))).toContain("may not create schemas");
});
