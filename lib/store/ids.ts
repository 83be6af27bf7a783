import { randomBytes } from "node:crypto";

// Crockford's base 32: no i, l, o, u, so an id read out over the phone stays the same id.
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** What an id is for; the prefix makes a pasted id tell what it names. */
export type IdPrefix =
  | "usr"
  | "ses"
  | "key"
  | "env"
  | "chg"
  | "pln"
  | "reh"
  | "rol"
  | "apr"
  | "tlr"
  | "dep"
  | "run"
  | "wrk";

/**
 * A new identifier such as `chg_01kb5x3q8ftz4n7m2c9r0svwye`: 48 bits of milliseconds, so that ids sort by
 * age, then 80 random bits, so that they cannot be guessed.
 */
export function newId(prefix: IdPrefix, nowMs: number = Date.now()): string {
  return `${prefix}_${base32(BigInt(nowMs), 10)}${base32(BigInt(`0x${randomBytes(10).toString("hex")}`), 16)}`;
}

function base32(value: bigint, length: number): string {
  let rest = value;
  let text = "";
  for (let i = 0; i < length; i++) {
    text = ALPHABET[Number(rest & 31n)] + text;
    rest >>= 5n;
  }
  return text;
}
