import type { ErrorRate } from "../contracts/environment";
import { askApp } from "./ask-app";

const MOST_BYTES = 256 * 1024;

/**
 * Asks for the app's error rate: null where it is within what the policy allows, else what is wrong, in words. One that
 * cannot be read is never taken as low.
 */
export async function readErrorRate({ url, path, max }: ErrorRate): Promise<string | null> {
  const answer = await askApp(url, { bodyBytes: MOST_BYTES });
  if ("instead" in answer) return `cannot be read: its URL ${answer.instead}`;
  const rate = numberAt(answer.body, path);
  if (rate === null) return `cannot be read: its URL answers no number at ${path}`;
  return rate <= max ? null : `is ${Number(rate.toPrecision(3))} (limit ${max})`;
}

/** The number in a JSON text at a path of names and positions, `a.0.b`; one in quotes counts. Null where there is none. */
export function numberAt(json: string, path: string): number | null {
  let found: unknown;
  try {
    found = JSON.parse(json);
  } catch {
    return null;
  }
  for (const part of path.split(".")) {
    if (typeof found !== "object" || found === null || !Object.keys(found).includes(part)) return null;
    found = (found as Record<string, unknown>)[part];
  }
  const isNumber = typeof found === "number" || (typeof found === "string" && found.trim() !== "");
  const number = isNumber ? Number(found) : Number.NaN;
  return Number.isNaN(number) ? null : number;
}
