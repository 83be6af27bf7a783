import type { Policy } from "../contracts/environment";
import { askApp } from "./ask-app";
import { readErrorRate } from "./error-rate";

/** Asks the app's health URL: null where it answers 2xx, else what it does instead, in words. Reads no body. */
export async function readAppHealth(url: string): Promise<string | null> {
  const answer = await askApp(url, { bodyBytes: 0 });
  return "instead" in answer ? answer.instead : null;
}

/** What is wrong with the app, in words that begin in small letters and have no full stop. */
export interface AppTrouble {
  readonly code: "app-health" | "error-rate";
  readonly what: string;
}

/** Asks all that the policy names about the app; nothing where it is well, or nothing is named. */
export async function readAppTroubles({
  healthUrl,
  errorRate,
}: Pick<Policy, "healthUrl" | "errorRate">): Promise<readonly AppTrouble[]> {
  const [health, errors] = await Promise.all([
    healthUrl === null ? null : readAppHealth(healthUrl),
    errorRate === null ? null : readErrorRate(errorRate),
  ]);
  const troubles: AppTrouble[] = [];
  if (health !== null)
    troubles.push({ code: "app-health", what: `the app is unwell: its health URL ${health}` });
  if (errors !== null) troubles.push({ code: "error-rate", what: `the app's error rate ${errors}` });
  return troubles;
}
