"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { locksOptions } from "@/lib/client/environments";
import { useTopic } from "@/lib/client/use-stream";
import { nextSeen } from "./seen.model";

/** An environment's locks, kept fresh by the stream while mounted; `failure` says why there are no newer ones. */
export function useLiveLocks(environmentId: string) {
  useTopic(`locks:${environmentId}`);
  const { data, dataUpdatedAt, error, refetch } = useQuery(locksOptions(environmentId));
  const former = useRef<ReturnType<typeof nextSeen>>(null);
  const seen = nextSeen(former.current, data, dataUpdatedAt);
  useEffect(() => {
    former.current = seen;
  }, [seen]);
  return { locks: seen?.locks, seenAt: seen?.at ?? null, failure: data?.error ?? null, error, refetch };
}
