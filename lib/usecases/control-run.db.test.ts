import { eq } from "drizzle-orm";
import { afterEach, expect, it } from "vitest";
import type { Role } from "../contracts/user";
import { readRunFacts } from "../executor/context";
import { createWorld, type World } from "../executor/fixture-world";
import { newId } from "../store/ids";
import { changes, runs } from "../store/schema";
import { insertUser } from "../store/users";
import { resumeRun, setRunPace } from "./control-run";

let world: World;
afterEach(async () => {
  await world?.close();
});

async function person(role: Role): Promise<string> {
  const email = `${newId("usr")}@example.org`;
  const made = await world.store.db.transaction((tx) => insertUser(tx, { email, name: role, role }));
  if (made === null) throw new Error(`${email} is taken`);
  return made.id;
}

it("lets only an approver who is not the author go on over a failed check", async () => {
  world = await createWorld({ rows: 1 });
  const runId = await world.start("expand");
  const choices = ["check-again", "go-on-anyway", "abort"].map((id) => ({ id, label: id }));
  const reason = {
    code: "check.failed",
    message: "A function names it.",
    waitsFor: "person" as const,
    choices,
  };
  await world.store.db.update(runs).set({ state: "paused", reason }).where(eq(runs.id, runId));
  const goOn = (userId: string, role: Role) =>
    resumeRun(
      { store: world.store, actor: { userId, name: role, email: "a@example.org", role, via: "session" } },
      runId,
      "go-on-anyway",
    );
  expect(await goOn(await person("engineer"), "engineer")).toMatchObject({ failure: { code: "forbidden" } });

  const author = await person("approver");
  await world.store.db.update(changes).set({ authorId: author });
  expect(await goOn(author, "approver")).toMatchObject({
    failure: { code: "forbidden", message: expect.stringMatching(/author/) },
  });
  expect((await world.run(runId)).state).toBe("paused");

  expect(await goOn(await person("approver"), "approver")).toMatchObject({
    ok: true,
    value: { state: "queued" },
  });
  expect((await readRunFacts(world.store, runId)).choices, "accepted once is accepted").toEqual([
    "go-on-anyway",
  ]);
});

it("changes the pace of a run that is not over, with who did it on the record", async () => {
  world = await createWorld({ rows: 1 });
  const runId = await world.start("expand");
  const userId = await person("engineer");
  const actor = { userId, name: "Eve", email: "e@example.org", role: "engineer", via: "session" } as const;
  const asker = { store: world.store, actor };
  expect(await setRunPace(asker, runId, { pace: "gentle" })).toMatchObject({
    ok: true,
    value: { pace: "gentle" },
  });
  const { rows } = await world.store.pool.query(
    "select actor_id, detail from audit_events where action = 'run.pace-changed'",
  );
  expect(rows).toEqual([
    {
      actor_id: userId,
      detail: expect.objectContaining({
        before: expect.objectContaining({ pace: "normal" }),
        after: expect.objectContaining({ pace: "gentle" }),
      }),
    },
  ]);
  await world.store.db.update(runs).set({ state: "aborted" }).where(eq(runs.id, runId));
  expect(await setRunPace(asker, runId, { pace: "fast" })).toMatchObject({ failure: { code: "conflict" } });
});
