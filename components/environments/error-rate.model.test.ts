import { expect, test } from "vitest";
import { fromErrorRateDraft, toErrorRateDraft } from "./error-rate.model";

test("what is shown is what is saved", () => {
  const rate = { url: "https://metrics.example/query", path: "data.0", max: 0.02 };
  expect(fromErrorRateDraft(toErrorRateDraft(rate))).toEqual(rate);
  expect(fromErrorRateDraft(toErrorRateDraft(null))).toBeNull();
});

test("without a URL nothing is asked, whatever else is typed", () => {
  expect(fromErrorRateDraft({ url: " ", path: "a", max: "1" })).toBeNull();
});
