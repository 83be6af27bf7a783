import { queryOptions } from "@tanstack/react-query";
import type * as z from "zod";
import { type NewReview, Review } from "@/lib/contracts/review";
import { sendJson } from "./http";

/** What some SQL does, statement by statement. */
export const reviewOptions = (input: z.input<typeof NewReview>) =>
  queryOptions({
    queryKey: ["reviews", input] as const,
    queryFn: () => sendJson("POST", "/reviews", input, Review),
    staleTime: 30_000,
    retry: false,
  });
