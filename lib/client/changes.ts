import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type * as z from "zod";
import type { Change, ChangeInput, ChangeWithPlan, Preview, PreviewInput } from "@/lib/contracts/change";
import type { Page } from "@/lib/contracts/common";
import { getJson, queryString, sendJson } from "./http";

export const changeKeys = {
  all: ["changes"] as const,
  preview: (input: z.input<typeof PreviewInput>) => ["changes", "preview", input] as const,
};

export const changesOptions = (query: { cursor?: string; limit?: number } = {}) =>
  queryOptions({
    queryKey: [...changeKeys.all, "list", query] as const,
    queryFn: ({ signal }) => getJson<Page<Change>>(`/changes${queryString(query)}`, signal),
    staleTime: 10_000,
  });

export const changePagesOptions = () =>
  infiniteQueryOptions({
    queryKey: [...changeKeys.all, "pages"] as const,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<Change>>(`/changes${queryString({ cursor: pageParam, limit: 50 })}`, signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** Plans without storing anything: the live preview while somebody types. */
export const previewChange = (input: z.input<typeof PreviewInput>) =>
  sendJson<Preview>("POST", "/changes/preview", input);
export const previewOptions = (input: z.input<typeof PreviewInput>) =>
  queryOptions({
    queryKey: changeKeys.preview(input),
    queryFn: () => previewChange(input),
    staleTime: 30_000,
    retry: false,
  });

export const createChange = (input: z.input<typeof ChangeInput>) =>
  sendJson<ChangeWithPlan>("POST", "/changes", input);
