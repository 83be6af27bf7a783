import { describe, expect, it } from "vitest";
import { contentSecurityPolicy } from "./content-security-policy";

const policyOf = (page: { nonce: string; development: boolean }) =>
  new Map(
    contentSecurityPolicy(page)
      .split("; ")
      .map((directive) => {
        const [name = "", ...values] = directive.split(" ");
        return [name, values] as const;
      }),
  );

describe("a page's content security policy", () => {
  const policy = policyOf({ nonce: "abc", development: false });

  it("runs no script without this page's nonce, and evaluates no text", () => {
    expect(policy.get("script-src")).toEqual(["'self'", "'nonce-abc'", "'strict-dynamic'"]);
  });

  it("lets nobody frame the page, load an object, or move the base of its links", () => {
    for (const name of ["frame-ancestors", "object-src", "base-uri"])
      expect(policy.get(name)).toEqual(["'none'"]);
  });

  it("connects to its own origin only", () => {
    expect(policy.get("connect-src")).toEqual(["'self'"]);
    expect(policy.get("default-src")).toEqual(["'self'"]);
  });

  it("evaluates text in development only", () => {
    expect(policyOf({ nonce: "abc", development: true }).get("script-src")).toContain("'unsafe-eval'");
  });
});
