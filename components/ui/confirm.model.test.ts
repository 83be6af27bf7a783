import { expect, test } from "vitest";
import { isConfirmed } from "./confirm.model";

const loss = { level: "loss", losses: [], object: "public.people.full_name" } as const;

test("a loss is confirmed only by the object's exact name", () => {
  expect(isConfirmed(loss, "")).toBe(false);
  expect(isConfirmed(loss, "public.people")).toBe(false);
  expect(isConfirmed(loss, "PUBLIC.PEOPLE.FULL_NAME")).toBe(false);
  expect(isConfirmed(loss, " public.people.full_name ")).toBe(true);
});

test("what loses nothing asks for no typing", () => {
  expect(isConfirmed({ level: "confirm" }, "")).toBe(true);
  expect(isConfirmed({ level: "none" }, "")).toBe(true);
});
