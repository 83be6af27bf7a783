import fc from "fast-check";
import { expect, test } from "vitest";
import { sqlTokens } from "./sql-tokens.model";

test("the tokens put together are the source, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string({ unit: fc.constantFrom("'", '"', "$", "-", "/", "*", "a", " ", "\n", "1") }),
      ),
      (source) => {
        expect(
          sqlTokens(source)
            .map((token) => token.text)
            .join(""),
        ).toBe(source);
      },
    ),
  );
});

test("keywords inside strings, comments and quoted names are not keywords", () => {
  const kinds = sqlTokens(`select "drop" from t where a = 'drop it' -- drop`).filter(
    (t) => t.kind === "keyword",
  );
  expect(kinds.map((token) => token.text)).toEqual(["select", "from", "where"]);
});
