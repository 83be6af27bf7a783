import { queryOptions } from "@tanstack/react-query";
import type * as z from "zod";
import type { MigrationImport, NewImport } from "@/lib/contracts/import";
import type { NewReview, Review } from "@/lib/contracts/review";
import { sendJson } from "./http";

/** What some SQL does, statement by statement. */
export const reviewOptions = (input: z.input<typeof NewReview>) =>
  queryOptions({
    queryKey: ["reviews", input] as const,
    queryFn: () => sendJson<Review>("POST", "/reviews", input),
    staleTime: 30_000,
    retry: false,
  });

/** A team's migrations as their tool runs them. `key` stands for the files, which are too long to compare. */
export const importOptions = (key: string, input: z.input<typeof NewImport>) => {
  const { files: _, ...asked } = input;
  return queryOptions({
    queryKey: ["imports", key, asked] as const,
    queryFn: () => sendJson<MigrationImport>("POST", "/imports", input),
    staleTime: 30_000,
    retry: false,
  });
};
