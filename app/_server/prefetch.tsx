import "server-only";
import { dehydrate, HydrationBoundary, type QueryKey } from "@tanstack/react-query";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { makeQueryClient } from "@/lib/client/query-client";

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string | string[] | undefined>> },
) => Promise<Response>;

/** A query to fill before the page is sent: its key, and the API's own handler that answers it. */
export interface Prefetch {
  readonly queryKey: QueryKey;
  readonly handler: Handler;
  readonly path: string;
  readonly params?: Record<string, string>;
}

/**
 * Runs the API's handlers in this process, as the person who asks, and hands the answers to the browser's cache.
 * The handlers keep their own check of authority, so a page can never show what the API would refuse.
 * One that fails is left out: the browser then asks itself and shows the problem with a retry.
 */
export async function Prefetched({
  queries,
  children,
}: {
  readonly queries: readonly Prefetch[];
  readonly children: ReactNode;
}) {
  const client = makeQueryClient();
  const incoming = await headers();
  const forwarded = new Headers();
  for (const name of ["cookie", "host", "x-forwarded-for"]) {
    const value = incoming.get(name);
    if (value !== null) forwarded.set(name, value);
  }
  await Promise.all(
    queries.map(async ({ queryKey, handler, path, params = {} }) => {
      const request = new Request(new URL(`/api/v1${path}`, "http://localhost"), { headers: forwarded });
      const response = await handler(request, { params: Promise.resolve(params) });
      if (response.ok) client.setQueryData(queryKey, await response.json());
    }),
  );
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
