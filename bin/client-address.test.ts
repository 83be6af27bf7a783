import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.mjs";

describe("the address of a client", () => {
  it.each([
    ["nobody in between", "203.0.113.9", undefined, "203.0.113.9"],
    ["a client that claims to be another", "203.0.113.9", "10.0.0.1", "203.0.113.9"],
    ["a proxy on this machine", "127.0.0.1", "203.0.113.9", "203.0.113.9"],
    ["a proxy on this machine, and a client that claims more", "::1", "10.0.0.1, 203.0.113.9", "203.0.113.9"],
    ["a browser on this machine", "127.0.0.1", undefined, "127.0.0.1"],
    ["an IPv4 client of a dual-stack socket", "::ffff:127.0.0.1", undefined, "127.0.0.1"],
    ["a proxy whose header is empty", "127.0.0.1", "", "127.0.0.1"],
    ["a proxy that names a port", "127.0.0.1", "203.0.113.9:4711", "203.0.113.9"],
    ["a proxy that names an IPv6 port", "127.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"],
    ["a socket that is gone", undefined, "127.0.0.1", "unknown"],
  ])("is, with %s, %s + %s → %s", (_between, peer, forwardedFor, expected) => {
    expect(clientAddress({ peer, forwardedFor, trustProxy: false })).toBe(expected);
  });

  it("is what a proxy elsewhere says, once the operator trusts it", () => {
    const asked = { peer: "10.0.0.2", forwardedFor: "1.1.1.1, 203.0.113.9" };
    expect(clientAddress({ ...asked, trustProxy: true })).toBe("203.0.113.9");
    expect(clientAddress({ ...asked, trustProxy: false })).toBe("10.0.0.2");
  });
});
