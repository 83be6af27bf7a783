import { describe, expect, it } from "vitest";
import { BlockerRule } from "../contracts/environment";
import { remedyFor } from "./blocker-rules";

const session = (applicationName: string | null, user = "app", pid = 7) => ({ pid, user, applicationName });
const rules = [
  BlockerRule.parse({ applicationName: "billing*", deed: "wait" }),
  BlockerRule.parse({ applicationName: "report.(v1)", user: "re*", deed: "terminate", afterMs: 5_000 }),
  BlockerRule.parse({ user: "*", deed: "ask" }),
];

describe("what the policy says about a session in the way", () => {
  it.each([
    ["the first rule that fits", session("billing-nightly"), "wait", 30_000],
    ["both names where both are given", session("report.(v1)", "reader"), "terminate", 5_000],
    ["a later rule where one of them does not fit", session("report.(v1)", "app"), "ask", 30_000],
    ["the text as it is, not as a pattern of its own", session("reportX(v1)", "reader"), "ask", 30_000],
    ["* for a session without a name", session(null), "ask", 30_000],
  ])("is %s", (_, blocker, deed, afterMs) => {
    expect(remedyFor(rules, blocker)).toEqual({ deed, afterMs });
  });

  it("is nothing where no rule fits, and for a prepared transaction", () => {
    expect(remedyFor(rules.slice(0, 2), session("shop"))).toBeNull();
    expect(remedyFor(rules, session("billing-nightly", "app", 0))).toBeNull();
  });

  it("must name the sessions it is for", () => {
    expect(BlockerRule.safeParse({ deed: "cancel" }).error?.issues[0]).toMatchObject({
      path: ["applicationName"],
    });
  });
});
