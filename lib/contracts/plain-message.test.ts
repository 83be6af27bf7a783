import { describe, expect, it } from "vitest";
import * as z from "zod";
import { plainMessage } from "./plain-message";

const messageOf = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, { error: plainMessage }).error?.issues[0]?.message;

describe("plainMessage", () => {
  it.each<[string, z.ZodType, unknown, string]>([
    ["a missing field", z.string(), undefined, "Is missing"],
    ["another type", z.string(), 4, "Must be text"],
    ["a list for an object", z.object({}), [], "Must be an object"],
    ["a fraction", z.int(), 1.5, "Must be a whole number"],
    ["a word that is none of the choices", z.enum(["up", "down"]), "left", "Must be up or down"],
    ["an empty text", z.string().min(1), "", "Must not be empty"],
    ["a short text", z.string().min(10), "short", "Must have at least 10 characters"],
    ["an empty list", z.array(z.string()).min(1), [], "Must have at least 1 entry"],
    ["a number too high", z.number().max(500), 501, "Must be at most 500"],
    ["a number not above", z.number().gt(0), 0, "Must be more than 0"],
    ["no address", z.email(), "x", "Must be an e-mail address"],
    ["an unknown field", z.strictObject({}), { a: 1, b: 2 }, "Has unknown fields: a, b"],
  ])("says of %s what it must be", (_what, schema, value, expected) => {
    expect(messageOf(schema, value)).toBe(expected);
  });

  it("leaves a schema's own message in place", () => {
    expect(messageOf(z.string().min(10, "At least 10 characters"), "x")).toBe("At least 10 characters");
    expect(messageOf(z.string({ error: "Give a name" }), undefined)).toBe("Give a name");
  });

  it("leaves what it does not know to zod", () => {
    expect(messageOf(z.string().regex(/^a/), "b")).toMatch(/pattern/);
    expect(messageOf(z.string(), "fine")).toBeUndefined();
  });
});
