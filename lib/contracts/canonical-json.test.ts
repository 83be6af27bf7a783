import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json";

describe("canonicalJson", () => {
  // The example of RFC 8785, section 3.2.2, and its sorting of 3.2.3 by UTF-16 units.
  it("writes numbers, strings and literals as RFC 8785 does", () => {
    const value = {
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
      string: '\u20ac$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("sorts keys by their UTF-16 units, numbers among them, at every depth", () => {
    const value = {
      "\u20ac": 1,
      "\r": 2,
      "\ufb33": 3,
      "1": 4,
      "\ud83d\ude00": 5,
      "\u0080": 6,
      b: { b: 1, a: 2, 10: 3, 9: 4 },
    };
    expect(canonicalJson(value)).toBe(
      '{"\\r":2,"1":4,"b":{"10":3,"9":4,"a":2,"b":1},"\u0080":6,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
  });

  it("leaves out what is undefined", () => {
    expect(canonicalJson({ a: undefined, b: [undefined] })).toBe('{"b":[null]}');
  });

  it("refuses what is no JSON", () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(() => canonicalJson({ a: Number.NaN })).toThrow();
    expect(() => canonicalJson(circle)).toThrow();
  });
});
