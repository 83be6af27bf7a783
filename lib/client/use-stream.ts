"use client";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import type { Locks } from "@/lib/contracts/locks";
import type { Run, RunEvent } from "@/lib/contracts/run";
import type { StreamFrame } from "@/lib/contracts/stream";
import { trafficKeys } from "./demo";
import { environmentKeys } from "./environments";
import { planKeys } from "./plans";
import { runKeys } from "./runs";
import { type StreamStatus, stream } from "./stream";
import { foldEvents, foldRun, newerSample } from "./stream-fold";

/** Folds one frame into the query cache; fetches again where something is missing. */
export function applyFrame(client: QueryClient, frame: StreamFrame): void {
  const id = frame.topic.slice(frame.topic.indexOf(":") + 1);
  switch (frame.kind) {
    case "locks":
      client.setQueryData<Locks>(environmentKeys.locks(id), (known) => newerSample(known, frame.locks));
      return;
    case "traffic":
      client.setQueryData(trafficKeys.detail(id), (known: typeof frame.traffic | undefined) =>
        newerSample(known, frame.traffic),
      );
      return;
    case "run":
      applyRunEvent(client, id, frame.event);
      return;
  }
}

function applyRunEvent(client: QueryClient, runId: string, event: RunEvent): void {
  const known = client.getQueryData<readonly RunEvent[]>(runKeys.events(runId)) ?? [];
  client.setQueryData(runKeys.events(runId), foldEvents(known, event).value);
  const run = client.getQueryData<Run>(runKeys.detail(runId));
  if (!run) return;
  const folded = foldRun(run, event);
  if (folded.value !== run) client.setQueryData(runKeys.detail(runId), folded.value);
  if (folded.gap) {
    void client.invalidateQueries({ queryKey: runKeys.detail(runId) });
    if (event.type === "state") void client.invalidateQueries({ queryKey: planKeys.rollouts(run.planId) });
  }
}

/** Mounted once, by the providers. */
export function useStreamFolding(): void {
  const client = useQueryClient();
  useEffect(() => stream.onFrame((frame) => applyFrame(client, frame)), [client]);
}

/** Keeps `run:ID`, `locks:ENV` or `traffic:ENV` flowing into the cache while mounted; null asks for nothing. */
export function useTopic(topic: string | null): void {
  useEffect(() => (topic === null ? undefined : stream.subscribe(topic)), [topic]);
}

const SERVER_STATUS: StreamStatus = { connection: "idle", lostAt: null };

export function useStreamStatus(): StreamStatus {
  return useSyncExternalStore(stream.onStatus, stream.getStatus, () => SERVER_STATUS);
}
