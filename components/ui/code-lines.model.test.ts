import { expect, test } from "vitest";
import { foldLines } from "./code-lines.model";

const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}`).join("\n");

test("code of a screenful is shown whole, also with an empty end", () => {
  expect(foldLines(lines(15))).toBeNull();
  expect(foldLines(`${lines(15)}\n\n`)).toBeNull();
});

test("longer code is folded to its first lines, with the count of all", () => {
  expect(foldLines(lines(40))).toEqual({ shown: lines(12), lineCount: 40 });
});
