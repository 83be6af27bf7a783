import { expect, test } from "vitest";
import type { RunWatch, WatchFinding } from "@/lib/contracts/run";
import { watchWords } from "./watch-after.model";

const finishedAt = "2026-01-01T12:00:00.000Z";
const watch = (over: Partial<RunWatch> = {}): RunWatch => ({
  until: "2026-01-01T12:15:00.000Z",
  endedAt: null,
  endedBy: null,
  findings: [],
  ...over,
});
const at = (time: string): number => Date.parse(`2026-01-01T${time}.000Z`);
const findings = [{ code: "waiting", relation: "public.a" } as WatchFinding];

test.each([
  ["12:00:10", {}, "info", "Watching for 15 more minutes: nothing noticed so far"],
  ["12:13:50", { findings }, "warn", "Watching for 2 more minutes: 1 thing noticed"],
  ["12:14:00", {}, "info", "Watching for 1 more minute: nothing noticed so far"],
  ["12:14:30", {}, "info", "Watching for less than a minute: nothing noticed so far"],
  ["12:15:01", {}, "info", "Watching a last time: nothing noticed so far"],
])("at %s", (time, over, tone, title) => {
  expect(watchWords(watch(over), { finishedAt }, at(time))).toEqual({ tone, title });
});

test("once it is over, how long it was and why it ended", () => {
  const endedAt = "2026-01-01T12:15:00.000Z";
  expect(watchWords(watch({ endedAt, endedBy: "time" }), { finishedAt }, at("13:00:00"))).toEqual({
    tone: "ok",
    title: "Watched for 15 min after the run: nothing noticed",
  });
  const ended = watch({ endedAt: "2026-01-01T12:00:30.000Z", endedBy: "later-run", findings });
  expect(watchWords(ended, { finishedAt }, at("13:00:00"))).toEqual({
    tone: "warn",
    title: "Watched for 30 s after the run, until a later run began: 1 thing noticed",
  });
});
