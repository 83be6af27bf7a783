import { afterEach, describe, expect, it } from "vitest";
import { RENAME_PLAN } from "./fixture-plan";
import { createWorld, type World } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

describe("a plan on a database it was not made for", () => {
  it.each([
    [{ relations: ["public.people", "public.nowhere"] }, "plan.relation-missing", /has no public\.nowhere/],
    [{ serverMajors: { min: 16, max: 18 } }, "plan.server-version", /PostgreSQL 16 to 18; this server is 15/],
  ])("fails before its first step: %o", async (other, code, message) => {
    world = await createWorld({ major: 15, rows: 1, draft: { ...RENAME_PLAN, ...other } });
    await world.worker();
    const run = await world.finish(await world.start("expand"));
    expect(run).toMatchObject({ state: "failed", error: { code, message: expect.stringMatching(message) } });
    expect(run.steps.every((step) => step.state !== "succeeded")).toBe(true);
    const { rows } = await world.target.query("SELECT to_regclass('public.people') IS NOT NULL AS there");
    expect(rows[0].there).toBe(true);
  });
});
