import type { EnvironmentCheck } from "@/lib/contracts/environment";

export interface Health {
  readonly word: string;
  readonly tone: "ok" | "warn" | "bad" | "neutral";
  readonly detail: string;
}

/** What the last test of a connection says, in a word and a sentence. */
export function healthOf(check: EnvironmentCheck | null): Health {
  if (check === null)
    return { word: "Not tested", tone: "neutral", detail: "The connection has not been tested yet." };
  const errors = check.items.filter((item) => item.status === "error");
  const warnings = check.items.filter((item) => item.status === "warning" || item.status === "unknown");
  if (!check.ok || errors.length > 0) {
    return { word: "Not ready", tone: "bad", detail: errors[0]?.message ?? "The last test failed." };
  }
  if (warnings.length > 0) {
    return {
      word: "Ready, with remarks",
      tone: "warn",
      detail: warnings.map((item) => item.title).join(" · "),
    };
  }
  return { word: "Ready", tone: "ok", detail: "All that was looked at is in order." };
}
