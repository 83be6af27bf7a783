import { describe, expect, test } from "vitest";
import { keyOutcome } from "./keys.model";
import { activeHref, NAV } from "./nav.model";
import { themeOf } from "./theme.model";

const press = { key: "", withCommand: false, inField: false, afterG: false, lettersOn: true };

describe("keys", () => {
  test("letters typed into a field do nothing", () => {
    expect(keyOutcome({ ...press, key: "?", inField: true })).toEqual({ kind: "none" });
    expect(keyOutcome({ ...press, key: "e", afterG: true, inField: true })).toEqual({ kind: "none" });
  });

  test("letters can be turned off, the palette stays", () => {
    expect(keyOutcome({ ...press, key: "g", lettersOn: false })).toEqual({ kind: "none" });
    expect(keyOutcome({ ...press, key: "k", withCommand: true, lettersOn: false, inField: true })).toEqual({
      kind: "palette",
    });
  });

  test("g and a letter go to each page", () => {
    for (const entry of NAV) {
      expect(keyOutcome({ ...press, key: entry.key, afterG: true })).toEqual({
        kind: "go",
        href: entry.href,
      });
    }
    expect(keyOutcome({ ...press, key: "x", afterG: true })).toEqual({ kind: "none" });
  });
});

test.each([
  ["/", "/"],
  ["/changes/new", "/changes"],
  ["/plans/p1", "/changes"],
  ["/runs/r1", "/changes"],
  ["/environments/e1", "/environments"],
  ["/environmental", null],
])("%s belongs to %s", (pathname, href) => {
  expect(activeHref(pathname)).toBe(href);
});

test("an unknown theme is the system's choice", () => {
  expect(themeOf("sepia")).toBe("system");
  expect(themeOf(undefined)).toBe("system");
  expect(themeOf("dark")).toBe("dark");
});
