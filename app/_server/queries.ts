import "server-only";
import { GET as getApprovals } from "@/app/api/v1/approvals/route";
import { GET as getChanges } from "@/app/api/v1/changes/route";
import { GET as getEnvironment } from "@/app/api/v1/environments/[id]/route";
import { GET as getEnvironments } from "@/app/api/v1/environments/route";
import { GET as getRollouts } from "@/app/api/v1/rollouts/route";
import { GET as getRuns } from "@/app/api/v1/runs/route";
import { changesOptions } from "@/lib/client/changes";
import { environmentKeys } from "@/lib/client/environments";
import { approvalKeys, rolloutBriefsOptions } from "@/lib/client/plans";
import { runKeys } from "@/lib/client/runs";
import type { Prefetch } from "./prefetch";

/** What pages fill before they are sent: keys are the browser's own, answers come from the API's own handlers. */
export const prefetchEnvironments: Prefetch = {
  queryKey: environmentKeys.all,
  handler: getEnvironments,
  path: "/environments?limit=500",
};
export const prefetchApprovals: Prefetch = {
  queryKey: approvalKeys.all,
  handler: getApprovals,
  path: "/approvals",
};
export const prefetchActiveRuns: Prefetch = {
  queryKey: runKeys.list({ active: true }),
  handler: getRuns,
  path: "/runs?active=true",
};
export const prefetchOpenRollouts: Prefetch = {
  queryKey: rolloutBriefsOptions().queryKey,
  handler: getRollouts,
  path: "/rollouts",
};
export const prefetchNewestChanges: Prefetch = {
  queryKey: changesOptions({ limit: 8 }).queryKey,
  handler: getChanges,
  path: "/changes?limit=8",
};
export const prefetchEnvironment = (id: string): Prefetch => ({
  queryKey: environmentKeys.detail(id),
  handler: getEnvironment,
  path: `/environments/${encodeURIComponent(id)}`,
  params: { id },
});
