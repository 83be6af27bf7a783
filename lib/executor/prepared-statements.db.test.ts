import { afterEach, describe, expect, it } from "vitest";
import { planRename } from "./fixture-rows";
import { createWorld, type World } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

/** What the app has prepared on each connection, by what it calls the column. */
const statements = (
  column: string,
): readonly (readonly [name: string, text: string, values: unknown[]])[] => [
  ["every column", "SELECT * FROM public.people WHERE id = $1", [1]],
  [`read ${column}`, `SELECT id, ${column} FROM public.people WHERE id = $1`, [2]],
  [`update ${column}`, `UPDATE public.people SET ${column} = $2 WHERE id = $1 RETURNING ${column}`, [3, "x"]],
  [`insert ${column}`, `INSERT INTO public.people (${column}) VALUES ($1)`, ["new"]],
  ["update age", "UPDATE public.people SET age = age + 1 WHERE id = $1", [4]],
];

describe("an app that keeps prepared statements open over a whole rename", () => {
  it("sees the one error that the plan tells, once per connection and change of columns, and no other", async () => {
    world = await createWorld({ rows: 3_000, policy: { batchTargetMs: 5 } });
    const draft = await planRename(world.target);
    const plan = await world.another(draft);
    expect(draft.findings.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/prepared SELECT \* from public\.people fails once per connection/),
    );
    await world.worker();
    const errors: string[] = [];
    let phase = "before";
    let column = "full_name";
    let going = true;
    const rounds = [0, 0];
    const loops = rounds.map(async (_, at) => {
      const client = await world.session();
      const failed = new Map<string, number>();
      while (going) {
        for (const [name, text, values] of statements(column)) {
          const again = failed.get(name) ?? 0;
          try {
            await client.query({ name: `${name}, ${again}`, text, values });
          } catch (error) {
            errors.push(`${phase}: ${name}: ${(error as { code?: string }).code}`);
            // As a driver does that prepares anew.
            failed.set(name, again + 1);
          }
        }
        rounds[at]! += 1;
      }
    });
    /** Every statement was executed on every connection since. */
    const round = async () => {
      const before = [...rounds];
      await expect
        .poll(() => rounds.every((n, at) => n >= before[at]! + 2), { timeout: 60_000, interval: 10 })
        .toBe(true);
    };
    try {
      await plan.approveContract();
      await round();
      for (const node of draft.nodes) {
        phase = node.id;
        if (node.type === "deploy") {
          column = "name";
          await plan.deploy(node.id);
        } else {
          const run = await world.finish(await plan.start(node.id));
          expect(run, JSON.stringify(run.error ?? run.reason)).toMatchObject({ state: "succeeded" });
        }
        await round();
      }
    } finally {
      going = false;
      await Promise.all(loops);
    }
    const once = (at: string) => Array(rounds.length).fill(`${at}: every column: 0A000`);
    expect(errors.toSorted()).toEqual([...once("contract"), ...once("expand")]);
  });
});
