import type { AuditFilter } from "@/lib/client/audit";

export const PERIODS = ["all", "hour", "day", "week"] as const;
export type Period = (typeof PERIODS)[number];

const LENGTH_MS: Record<Exclude<Period, "all">, number> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

export interface AuditUrl {
  readonly q: string;
  readonly action: string;
  readonly environment: string;
  readonly subject: string;
  readonly actor: string;
  readonly period: Period;
}

/** What to ask the server for; empty parts are left out. `now` is rounded to a minute, so that the key is stable. */
export function filterOf(url: AuditUrl, now: number): AuditFilter {
  const from =
    url.period === "all"
      ? undefined
      : new Date(Math.floor((now - LENGTH_MS[url.period]) / 60_000) * 60_000).toISOString();
  return {
    ...(url.q.trim() ? { q: url.q.trim() } : {}),
    ...(url.action ? { action: url.action } : {}),
    ...(url.environment ? { environmentId: url.environment } : {}),
    ...(url.subject ? { subjectId: url.subject } : {}),
    ...(url.actor ? { actorId: url.actor } : {}),
    ...(from ? { from } : {}),
  };
}

/** Page of the subject of an event, where there is one. */
export function subjectHref(subjectType: string, subjectId: string): string | null {
  const id = encodeURIComponent(subjectId);
  switch (subjectType) {
    case "run":
      return `/runs/${id}`;
    case "plan":
      return `/plans/${id}`;
    case "environment":
      return `/environments/${id}`;
    default:
      return null;
  }
}
