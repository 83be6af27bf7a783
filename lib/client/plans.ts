import { queryOptions } from "@tanstack/react-query";
import type * as z from "zod";
import { ChangeWithPlan } from "@/lib/contracts/change";
import { pageOf } from "@/lib/contracts/common";
import { Plan } from "@/lib/contracts/plan";
import {
  Approval,
  type ApprovalInput,
  ApprovalRequest,
  Deploy,
  type DeployInput,
  Rollout,
  RolloutBrief,
} from "@/lib/contracts/rollout";
import { Violation } from "@/lib/contracts/violations";
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
    queryFn: ({ signal }) => getJson(`/plans/${id}`, Plan, signal),
    // A plan is never updated: only whether it has been superseded may change.
    staleTime: 30_000,
  });

/** Where a plan stands on one environment. Polled, because deploys and approvals come from elsewhere. */
export const rolloutOptions = (planId: string, environmentId: string) =>
  queryOptions({
    queryKey: planKeys.rollout(planId, environmentId),
    queryFn: ({ signal }) => getJson(`/plans/${planId}/environments/${environmentId}`, Rollout, signal),
    refetchInterval: 2000,
  });

export const briefKeys = { all: ["rollouts"] as const };

/** Where plans stand on all their environments: the ones given, else those that stand half done somewhere. */
export const rolloutBriefsOptions = (query: { readonly planIds?: readonly string[] } = {}) =>
  queryOptions({
    queryKey: [...briefKeys.all, query] as const,
    queryFn: ({ signal }) =>
      getJson(`/rollouts${queryString({ planIds: query.planIds?.join(",") })}`, pageOf(RolloutBrief), signal),
    refetchInterval: 3000,
  });

/** Rows that stand in the way of the plan's rules, counted when asked. */
export const violationsOptions = (planId: string, environmentId: string) =>
  queryOptions({
    queryKey: [...planKeys.rollout(planId, environmentId), "violations"] as const,
    queryFn: ({ signal }) =>
      getJson(`/plans/${planId}/environments/${environmentId}/violations`, pageOf(Violation), signal),
    staleTime: 30_000,
    retry: false,
  });

/** The same change against the schema as it is now; 409 with the reasons where this one is under way or still right. */
export const planAgain = (planId: string) =>
  sendJson("POST", `/plans/${planId}/again`, undefined, ChangeWithPlan);

export const approvalKeys = { all: ["approvals"] as const };
/** The inbox: destructive phases that wait, or will wait, for consent. */
export const approvalsOptions = () =>
  queryOptions({
    queryKey: approvalKeys.all,
    queryFn: ({ signal }) => getJson("/approvals", pageOf(ApprovalRequest), signal),
    refetchInterval: 5000,
  });

/** 409 where the hash is no longer the plan's, 403 for the author. */
export const decideApproval = (planId: string, input: z.input<typeof ApprovalInput>) =>
  sendJson("POST", `/plans/${planId}/approvals`, input, Approval);

export const deployKeys = { all: ["deploys"] as const };
export const deploysOptions = (query: { environmentId?: string; planId?: string } = {}) =>
  queryOptions({
    queryKey: [...deployKeys.all, query] as const,
    queryFn: ({ signal }) => getJson(`/deploys${queryString(query)}`, pageOf(Deploy), signal),
    refetchInterval: 5000,
  });
export const recordDeploy = (input: z.input<typeof DeployInput>) =>
  sendJson("POST", "/deploys", input, Deploy);
