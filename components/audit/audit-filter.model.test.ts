import { expect, test } from "vitest";
import { filterOf, subjectHref } from "./audit-filter.model";

const none = { q: "", action: "", environment: "", subject: "", actor: "", period: "all" } as const;

test("an empty filter asks for everything", () => {
  expect(filterOf(none, 0)).toEqual({});
});

test("a period becomes an instant on a full minute, so that the list is not asked for each second", () => {
  const at = Date.parse("2026-01-31T12:00:42.000Z");
  expect(filterOf({ ...none, period: "hour" }, at)).toEqual({ from: "2026-01-31T11:00:00.000Z" });
  expect(filterOf({ ...none, period: "hour" }, at + 10_000)).toEqual({ from: "2026-01-31T11:00:00.000Z" });
});

test("what is given is asked for under the names of the API", () => {
  expect(filterOf({ ...none, q: " drop ", environment: "e1", action: "run.started" }, 0)).toEqual({
    q: "drop",
    environmentId: "e1",
    action: "run.started",
  });
});

test("subjects with a page are linked, others are not", () => {
  expect(subjectHref("run", "r/1")).toBe("/runs/r%2F1");
  expect(subjectHref("session", "42")).toBeNull();
});
