import { describe, expect, it } from "vitest";
import { appOf, isOfTeam } from "./app-of";

describe("the app of Django migrations", () => {
  it.each([
    [{}, {}],
    [{ newest: "0007_email" }, { newest: "0007_email" }],
    [{ newest: "shop2.0007_email" }, { app: "shop2", newest: "0007_email" }],
    [
      { app: "shop", newest: "shop.0007_email" },
      { app: "shop", newest: "0007_email" },
    ],
    [
      { app: "shop", newest: "0007_email" },
      { app: "shop", newest: "0007_email" },
    ],
    [{ app: "shop", newest: "auth.0001_initial" }, { app: "shop" }],
  ])("of %j is %j", (options, expected) => {
    expect(appOf(options)).toEqual(expected);
  });

  it("is the team's where it did not come with Django", () => {
    expect(["auth.0001_initial", "shop.0001_initial", "sites.0002_domain"].map(isOfTeam)).toEqual([
      false,
      true,
      false,
    ]);
  });
});
