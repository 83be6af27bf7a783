import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { processIdentity } from "./process-identity";
import { type SupervisedChild, superviseChild } from "./supervised-child";

let folder = "";
let child: SupervisedChild | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-child-"));
});
afterEach(async () => {
  await child?.stop();
  child = null;
  rmSync(folder, { recursive: true, force: true });
});

const LIVES = `process.send("ready"); process.on("disconnect", () => process.exit()); setInterval(() => {}, 1000);`;

function run(code: string, options: { attempts?: number; graceMs?: number } = {}) {
  const lines: string[] = [];
  const givenUp = vi.fn();
  child = superviseChild({
    name: "child",
    args: ["-e", code],
    env: { ...process.env, STARTS: join(folder, "starts") },
    log: (line) => lines.push(line),
    onGivenUp: givenUp,
    firstDelayMs: 1,
    ...options,
  });
  return { running: child, lines, givenUp };
}

const alive = (pid: number | undefined): boolean => pid !== undefined && processIdentity(pid) !== null;

it("starts a killed child again", async () => {
  const { running, lines } = run(LIVES);
  await running.ready;
  const first = running.pid;
  process.kill(first ?? 0, "SIGKILL");
  await vi.waitFor(() => expect(alive(running.pid) && running.pid !== first).toBe(true));
  expect(lines).toEqual(["child was ended by SIGKILL; starting it again."]);
});

it("gives up on a child that keeps dying", async () => {
  const { givenUp, lines } = run(
    `require("node:fs").appendFileSync(process.env.STARTS, "x"); process.exit(3);`,
    { attempts: 3 },
  );
  await vi.waitFor(
    () => expect(givenUp).toHaveBeenCalledWith(expect.stringContaining("ended with code 3, 3 times")),
    {
      timeout: 10_000,
    },
  );
  expect(readFileSync(join(folder, "starts"), "utf8")).toBe("xxx");
  expect(lines).toHaveLength(2);
});

it("leaves nothing running after stop, even of a child deaf to SIGTERM", async () => {
  const { running, lines } = run(`process.on("SIGTERM", () => {}); ${LIVES}`, { graceMs: 50 });
  await running.ready;
  await running.stop();
  expect(alive(running.pid)).toBe(false);
  expect(lines).toEqual(["child does not end by itself: killing it."]);
});
