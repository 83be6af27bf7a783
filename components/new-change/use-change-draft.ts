"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { deleteChangeDraft, getChangeDraft, putChangeDraft } from "@/lib/client/drafts";
import { type ChangeDraft, emptyDraft, isTouched, parseDraft } from "./draft.model";

const STORAGE_KEY = "interlock.change-draft";
const SERVER_SAVE_DELAY_MS = 800;

export interface ChangeDraftState {
  readonly draft: ChangeDraft;
  readonly update: (patch: Partial<ChangeDraft>) => void;
  /** Forgets the draft, here and on the server. */
  readonly discard: () => void;
  readonly savedAt: number | null;
  /** An earlier draft was found and is shown. */
  readonly restored: boolean;
}

/**
 * What somebody types, written to this browser on each keystroke and to the server shortly after. A reload, a crash,
 * an expired session or another device finds it again. `sentence` (from a link) starts a new one in its place only
 * where nothing else was typed.
 */
export function useChangeDraft(start: {
  readonly environmentId: string;
  readonly sentence: string | null;
}): ChangeDraftState {
  const [draft, setDraft] = useState(() => emptyDraft(start.environmentId));
  const [restored, setRestored] = useState(false);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const typed = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { environmentId, sentence } = start;

  useEffect(() => {
    const show = (found: ChangeDraft) => {
      if (typed.current) return;
      setDraft({ ...found, environmentId: found.environmentId || environmentId });
      setRestored(true);
    };
    const local = readLocal();
    if (sentence !== null && (local === null || !isTouched(local))) {
      setDraft({ ...emptyDraft(environmentId), way: "sentence", sentence });
      return;
    }
    if (sentence !== null && local?.sentence !== sentence) {
      setDraft({ ...emptyDraft(environmentId), way: "sentence", sentence });
      return;
    }
    if (local !== null && isTouched(local)) {
      show(local);
      return;
    }
    const stop = new AbortController();
    getChangeDraft(stop.signal)
      .then(({ content }) => {
        const found = parseDraft(content);
        if (found && isTouched(found)) show(found);
      })
      // The browser's copy is what counts; without the server's there is simply nothing to restore.
      .catch(() => undefined);
    return () => stop.abort();
  }, [environmentId, sentence]);

  const update = useCallback((patch: Partial<ChangeDraft>) => {
    typed.current = true;
    setDraft((known) => {
      const next = { ...known, ...patch };
      writeLocal(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        putChangeDraft(next)
          .then(() => setSavedAt(Date.now()))
          .catch(() => undefined);
      }, SERVER_SAVE_DELAY_MS);
      return next;
    });
  }, []);

  const discard = useCallback(() => {
    clearTimeout(timer.current);
    localStorage.removeItem(STORAGE_KEY);
    void deleteChangeDraft().catch(() => undefined);
    setRestored(false);
    setSavedAt(null);
    setDraft(emptyDraft(environmentId));
  }, [environmentId]);

  return { draft, update, discard, savedAt, restored };
}

function readLocal(): ChangeDraft | null {
  try {
    return parseDraft(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "null"));
  } catch {
    return null;
  }
}

function writeLocal(draft: ChangeDraft): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(draft));
  } catch {
    // A full or forbidden storage: the server's copy remains.
  }
}
