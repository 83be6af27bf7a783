import { describe, expect, it } from "vitest";
import { readConfig, StartError } from "./config";

const key = Buffer.alloc(32, 7).toString("base64");

function complaintAbout(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  return "";
}

describe("with nothing set", () => {
  it("serves the demo on loopback from the embedded Postgres", () => {
    expect(readConfig({})).toMatchObject({
      url: "http://127.0.0.1:3000",
      loopback: true,
      databaseUrl: null,
      demo: true,
      logFormat: null,
      secretKey: null,
      firstAdmin: null,
    });
  });

  it("treats an empty variable as one that is not set", () => {
    expect(readConfig({ PORT: "", DATABASE_URL: " ", INTERLOCK_DEMO: "" })).toEqual(readConfig({}));
  });
});

it("makes no demo on a given database unless asked to", () => {
  const DATABASE_URL = "postgres://u:p@db:5432/interlock";
  expect(readConfig({ DATABASE_URL }).demo).toBe(false);
  expect(readConfig({ DATABASE_URL, INTERLOCK_DEMO: "1" }).demo).toBe(true);
  expect(readConfig({ INTERLOCK_DEMO: "0" }).demo).toBe(false);
});

it.each([
  ["127.0.0.1", true, "http://127.0.0.1:3000"],
  ["127.8.9.1", true, "http://127.8.9.1:3000"],
  ["localhost", true, "http://localhost:3000"],
  ["::1", true, "http://[::1]:3000"],
  ["0.0.0.0", false, "http://127.0.0.1:3000"],
  ["::", false, "http://127.0.0.1:3000"],
  ["10.0.0.5", false, "http://10.0.0.5:3000"],
  ["127.0.0.1.example.com", false, "http://127.0.0.1.example.com:3000"],
])("knows whether others can reach HOST=%s", (HOST, loopback, url) => {
  expect(readConfig({ HOST })).toMatchObject({ loopback, url });
});

it("reads the first administrator", () => {
  const env = { INTERLOCK_ADMIN_EMAIL: "a@b.example", INTERLOCK_ADMIN_PASSWORD: "long enough" };
  expect(readConfig(env).firstAdmin).toEqual({ email: "a@b.example", password: "long enough", apiKey: null });
});

it.each([
  [{ PORT: "http" }, "PORT"],
  [{ PORT: "70000" }, "PORT"],
  [{ DATABASE_URL: "db:5432" }, "DATABASE_URL"],
  [{ DATABASE_URL: "host=db dbname=x" }, "DATABASE_URL"],
  [{ DATABASE_URL: "mysql://u:hush@db/x" }, "DATABASE_URL"],
  [{ DATABASE_URL: "postgres://u:hush@db:5432" }, "DATABASE_URL"],
  [{ INTERLOCK_SECRET_KEY: "c2hvcnQ=" }, "INTERLOCK_SECRET_KEY"],
  [{ INTERLOCK_SECRET_KEY: `${key}${key}` }, "INTERLOCK_SECRET_KEY"],
  [{ INTERLOCK_DEMO: "yes" }, "INTERLOCK_DEMO"],
  [{ INTERLOCK_LOG_FORMAT: "pretty" }, "INTERLOCK_LOG_FORMAT"],
  [{ INTERLOCK_ADMIN_EMAIL: "a@b.example" }, "INTERLOCK_ADMIN_PASSWORD"],
  [{ INTERLOCK_ADMIN_API_KEY: "k" }, "INTERLOCK_ADMIN_EMAIL"],
  [{ INTERLOCK_ADMIN_EMAIL: "nobody", INTERLOCK_ADMIN_PASSWORD: "hush" }, "INTERLOCK_ADMIN_EMAIL"],
] as [Record<string, string>, string][])(
  "names the variable at fault in %o, on one line",
  (env, variable) => {
    const complaint = complaintAbout(env);
    expect(complaint).toContain(variable);
    expect(complaint).not.toContain("\n");
    expect(complaint).not.toContain("hush");
  },
);
