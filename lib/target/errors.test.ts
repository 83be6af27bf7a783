import { describe, expect, it } from "vitest";
import { describeTargetError, isConnectionLost, sqlStateOf, TargetError } from "./errors";

const server = (code: string, message: string, extra: object = {}) =>
  Object.assign(new Error(message), { code, severity: "ERROR", ...extra });
const network = (code: string) => Object.assign(new Error(`connect ${code} 10.0.0.5:5432`), { code });

describe("describeTargetError", () => {
  it("leaves out detail and where, which hold row values", () => {
    const error = server("23505", 'duplicate key value violates unique constraint "users_email_key"', {
      detail: "Key (email)=(ann@example.com) already exists.",
      where: "SQL statement over ann@example.com",
    });
    expect(describeTargetError(error)).toBe(
      'The server answered: duplicate key value violates unique constraint "users_email_key" (23505).',
    );
  });
  it("reads alike for every failure of the network", () => {
    const texts = ["ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET"].map((code) =>
      describeTargetError(network(code)),
    );
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).not.toContain("10.0.0.5");
  });
  it.each([
    ["28P01", "The server refused the password for this user."],
    ["57014", "The statement was cancelled (its time limit, or somebody's request)."],
    ["55P03", "The lock was not to be had within the time limit."],
  ])("has words for %s", (code, text) => {
    expect(describeTargetError(server(code, "raw"))).toBe(text);
  });
  it("names what is wrong with a certificate", () => {
    expect(describeTargetError(network("DEPTH_ZERO_SELF_SIGNED_CERT"))).toContain(
      "certificate was not accepted",
    );
  });
});

describe("isConnectionLost", () => {
  it.each([
    ["08006", true],
    ["57P01", true],
    ["25P03", true],
    ["57014", false],
    ["55P03", false],
    ["23505", false],
  ])("SQLSTATE %s: %s", (code, lost) => {
    expect(isConnectionLost(server(code, "x"))).toBe(lost);
    expect(isConnectionLost(new TargetError(code, "x"))).toBe(lost);
  });
  it("is true for the driver's own words and for the network's", () => {
    expect(isConnectionLost(new Error("Connection terminated unexpectedly"))).toBe(true);
    expect(isConnectionLost(new Error("Query read timeout"))).toBe(true);
    expect(isConnectionLost(network("ECONNRESET"))).toBe(true);
    expect(isConnectionLost(new TypeError("x is not a function"))).toBe(false);
  });
});

it("takes five characters for an SQLSTATE only where the server gave them", () => {
  expect(sqlStateOf(server("42501", "no"))).toBe("42501");
  expect(sqlStateOf(network("EPIPE"))).toBeNull();
  expect(sqlStateOf(new TargetError("unreachable", "x"))).toBeNull();
});
