"use client";
import { useCallback, useEffect, useState } from "react";
import { isObject } from "@/lib/client/json";

const STORAGE_KEY = "interlock.review";

export interface ReviewDraft {
  readonly sql: string;
  /** Null: no database, facts by version only. */
  readonly environmentId: string | null;
  readonly pgVersion: number;
  readonly inTransaction: boolean;
}

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
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "null");
    return isReviewDraft(stored) ? stored : null;
  } catch {
    return null;
  }
}

const isReviewDraft = (value: unknown): value is ReviewDraft =>
  isObject(value) &&
  typeof value.sql === "string" &&
  (value.environmentId === null || typeof value.environmentId === "string") &&
  typeof value.pgVersion === "number" &&
  typeof value.inTransaction === "boolean";
