import { queryOptions } from "@tanstack/react-query";
import type * as z from "zod";
import type { ChangeWithPlan } from "@/lib/contracts/change";
import type { Page } from "@/lib/contracts/common";
import type { Plan } from "@/lib/contracts/plan";
import type {
  Approval,
  ApprovalInput,
  ApprovalRequest,
  Deploy,
  DeployInput,
  Rollout,
  RolloutBrief,
} from "@/lib/contracts/rollout";
import type { Violation } from "@/lib/contracts/violations";
import { getJson, queryString, sendJson } from "./http";

export const planKeys = {
  all: ["plans"] as const,
  detail: (id: string) => ["plans", id] as const,
  rollouts: (id: string) => ["plans", id, "rollouts"] as const,
  rollout: (id: string, environmentId: string) => ["plans", id, "rollouts", environmentId] as const,
};

export const planOptions = (id: string) =>
  queryOptions({
    queryKey: planKeys.detail(id),
    queryFn: ({ signal }) => getJson<Plan>(`/plans/${id}`, signal),
    // A plan is never updated: only whether it has been superseded may change.
    staleTime: 30_000,
  });

/** Where a plan stands on one environment. Polled, because deploys and approvals come from elsewhere. */
export const rolloutOptions = (planId: string, environmentId: string) =>
  queryOptions({
    queryKey: planKeys.rollout(planId, environmentId),
    queryFn: ({ signal }) => getJson<Rollout>(`/plans/${planId}/environments/${environmentId}`, signal),
    refetchInterval: 2000,
  });

export const briefKeys = { all: ["rollouts"] as const };

/** Where plans stand on all their environments: the ones given, else those that stand half done somewhere. */
export const rolloutBriefsOptions = (query: { readonly planIds?: readonly string[] } = {}) =>
  queryOptions({
    queryKey: [...briefKeys.all, query] as const,
    queryFn: ({ signal }) =>
      getJson<Page<RolloutBrief>>(`/rollouts${queryString({ planIds: query.planIds?.join(",") })}`, signal),
    refetchInterval: 3000,
  });

/** Rows that stand in the way of the plan's rules, counted when asked. */
export const violationsOptions = (planId: string, environmentId: string) =>
  queryOptions({
    queryKey: [...planKeys.rollout(planId, environmentId), "violations"] as const,
    queryFn: ({ signal }) =>
      getJson<Page<Violation>>(`/plans/${planId}/environments/${environmentId}/violations`, signal),
    staleTime: 30_000,
    retry: false,
  });

/** The same change against the schema as it is now; 409 with the reasons where this one is under way or still right. */
export const planAgain = (planId: string) => sendJson<ChangeWithPlan>("POST", `/plans/${planId}/again`);

export const approvalKeys = { all: ["approvals"] as const };
/** The inbox: destructive phases that wait, or will wait, for consent. */
export const approvalsOptions = () =>
  queryOptions({
    queryKey: approvalKeys.all,
    queryFn: ({ signal }) => getJson<Page<ApprovalRequest>>("/approvals", signal),
    refetchInterval: 5000,
  });

/** 409 where the hash is no longer the plan's, 403 for the author. */
export const decideApproval = (planId: string, input: z.input<typeof ApprovalInput>) =>
  sendJson<Approval>("POST", `/plans/${planId}/approvals`, input);

export const deployKeys = { all: ["deploys"] as const };
export const deploysOptions = (query: { environmentId?: string; planId?: string } = {}) =>
  queryOptions({
    queryKey: [...deployKeys.all, query] as const,
    queryFn: ({ signal }) => getJson<Page<Deploy>>(`/deploys${queryString(query)}`, signal),
    refetchInterval: 5000,
  });
export const recordDeploy = (input: z.input<typeof DeployInput>) =>
  sendJson<Deploy>("POST", "/deploys", input);
