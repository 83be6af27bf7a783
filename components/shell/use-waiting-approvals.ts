"use client";
import { useQuery } from "@tanstack/react-query";
import { approvalsOptions } from "@/lib/client/plans";

/** How many decisions this person could take now. */
export function useWaitingApprovals(): number {
  const { data } = useQuery(approvalsOptions());
  return data?.items.filter((request) => request.permission.allowed).length ?? 0;
}
