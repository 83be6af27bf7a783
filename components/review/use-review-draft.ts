"use client";
import { useCallback, useEffect, useState } from "react";
import * as z from "zod";

const STORAGE_KEY = "interlock.review";

const ReviewDraft = z.object({
  sql: z.string(),
  /** Null: no database, facts by version only. */
  environmentId: z.string().nullable(),
  pgVersion: z.number(),
  inTransaction: z.boolean(),
});
export type ReviewDraft = z.infer<typeof ReviewDraft>;

const EMPTY: ReviewDraft = { sql: "", environmentId: null, pgVersion: 15, inTransaction: false };

/** What is being reviewed, kept in this browser on each keystroke: a reload or a crash finds it again. */
export function useReviewDraft(): {
  readonly draft: ReviewDraft;
  readonly update: (patch: Partial<ReviewDraft>) => void;
} {
  const [draft, setDraft] = useState(EMPTY);
  useEffect(() => {
    const stored = read();
    if (stored) setDraft(stored);
  }, []);
  const update = useCallback((patch: Partial<ReviewDraft>) => {
    setDraft((before) => {
      const next = { ...before, ...patch };
      try {
        localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
      } catch {
        // Private mode or full storage: it is then only on the screen.
      }
      return next;
    });
  }, []);
  return { draft, update };
}

function read(): ReviewDraft | null {
  try {
    const parsed = ReviewDraft.safeParse(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "null"));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
