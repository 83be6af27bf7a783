import { configure } from "safe-stable-stringify";

const stringify = configure({ strict: true, circularValue: Error, bigint: false });

/** RFC 8785 JSON: keys sorted, no spaces, the same text for the same value. Throws on what is no JSON (NaN, circles). */
export function canonicalJson(value: object): string {
  return stringify(value);
}
