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

test("the body of a function is coloured as the code it is", () => {
  const tokens = sqlTokens("create function f() as $b$ begin return 'x'; end $b$");
  const of = (kind: string) => tokens.filter((token) => token.kind === kind).map((token) => token.text);
  expect(of("keyword")).toEqual(["create", "function", "as", "begin", "return", "end"]);
  expect(of("string")).toEqual(["'x'"]);
  expect(new Set(tokens.map((token) => token.at)).size).toBe(tokens.length);
});
