import { expect, test } from "vitest";
import type { CheckItem, EnvironmentCheck } from "@/lib/contracts/environment";
import { healthOf } from "./health.model";

const item = (status: CheckItem["status"]): CheckItem => ({
  code: "x",
  title: `title ${status}`,
  status,
  message: `message ${status}`,
  fixSql: null,
});
const check = (ok: boolean, ...statuses: CheckItem["status"][]): EnvironmentCheck => ({
  ok,
  checkedAt: "2026-01-31T12:00:00.000Z",
  serverVersion: "18.1",
  serverMajor: 18,
  items: statuses.map(item),
});

test("never tested is not the same as in order", () => {
  expect(healthOf(null).tone).toBe("neutral");
});
test("an error outweighs warnings, and its message is shown", () => {
  expect(healthOf(check(false, "warning", "error"))).toMatchObject({ tone: "bad", detail: "message error" });
});
test("what could not be found out is a remark, not a green light", () => {
  expect(healthOf(check(true, "ok", "unknown")).tone).toBe("warn");
});
test("all in order is ready", () => {
  expect(healthOf(check(true, "ok")).word).toBe("Ready");
});
