import { describe, expect, it } from "vitest";
import { isDead } from "./sweeper";

const here = { hostname: "here", pid: 7, id: "own" };
const row = { id: "other", hostname: "here", pid: 8, silent_ms: 2_000 };

describe("a worker's row", () => {
  it.each([
    ["of this process is never dead", { ...row, id: "own", silent_ms: 60_000 }, false, false],
    ["silent for long is dead wherever it is", { ...row, hostname: "there", silent_ms: 5_001 }, true, true],
    ["of another host is given time", { ...row, hostname: "there" }, false, false],
    ["of this host whose process runs is given time", row, true, false],
    ["of this host whose process is gone is dead after a missed beat", row, false, true],
    ["that has just beaten is alive even where no process shows", { ...row, silent_ms: 900 }, false, false],
    ["with our own pid is of a process before a restart", { ...row, pid: 7 }, true, true],
  ])("%s", (_name, candidate, running, dead) => {
    expect(isDead(candidate, here, () => running)).toBe(dead);
  });
});
