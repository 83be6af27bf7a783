"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { deleteChangeDraft, getChangeDraft, putChangeDraft } from "@/lib/client/drafts";
import { type ChangeDraft, emptyDraft, isTouched, openDraft, parseDraft, withAside } from "./draft.model";

const STORAGE_KEY = "interlock.change-draft";
const ASIDE_KEY = "interlock.change-drafts-aside";
const SERVER_SAVE_DELAY_MS = 800;

export interface ChangeDraftState {
  readonly draft: ChangeDraft;
  readonly update: (patch: Partial<ChangeDraft>) => void;
  /** Forgets the draft, here and on the server. */
  readonly discard: () => void;
  readonly savedAt: number | null;
  /** An earlier draft was found and is shown. */
  readonly restored: boolean;
  /** Other unfinished ones, newest first. */
  readonly aside: readonly ChangeDraft[];
  /** Shows one of them; what is shown now takes its place where anything was typed. */
  readonly bringBack: (draft: ChangeDraft) => void;
  readonly forgetAside: (draft: ChangeDraft) => void;
}

/**
 * What somebody types, written to this browser on each keystroke and to the server shortly after. A reload, a crash,
 * an expired session or another device finds it again. A link with a sentence starts a new one; what was typed before
 * is set aside, never overwritten.
 */
export function useChangeDraft(start: {
  readonly environmentId: string;
  readonly sentence: string | null;
}): ChangeDraftState {
  const [draft, setDraft] = useState(() => openDraft(null, start).draft);
  const [aside, setAside] = useState<readonly ChangeDraft[]>([]);
  const [restored, setRestored] = useState(false);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const typed = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { environmentId, sentence } = start;

  const keepAside = useCallback((change: (known: readonly ChangeDraft[]) => readonly ChangeDraft[]) => {
    const next = change(readAside());
    write(ASIDE_KEY, next);
    setAside(next);
  }, []);

  useEffect(() => {
    const open = (stored: ChangeDraft | null) => {
      const opened = openDraft(stored, { environmentId, sentence });
      const { setAside: other } = opened;
      if (other) keepAside((known) => withAside(known, other));
      if (typed.current) return;
      setDraft(opened.draft);
      setRestored(opened.restored);
    };
    setAside(readAside());
    const local = readLocal();
    open(local);
    if (local !== null && isTouched(local)) return;
    const stop = new AbortController();
    getChangeDraft(stop.signal)
      .then(({ content }) => {
        const found = parseDraft(content);
        if (found && isTouched(found)) open(found);
      })
      // The browser's copy is what counts; without the server's there is simply nothing to restore.
      .catch(() => undefined);
    return () => stop.abort();
  }, [environmentId, sentence, keepAside]);

  const save = useCallback((next: ChangeDraft) => {
    write(STORAGE_KEY, next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      putChangeDraft(next)
        .then(() => setSavedAt(Date.now()))
        .catch(() => undefined);
    }, SERVER_SAVE_DELAY_MS);
  }, []);

  const update = useCallback(
    (patch: Partial<ChangeDraft>) => {
      typed.current = true;
      setDraft((known) => {
        const next = { ...known, ...patch };
        save(next);
        return next;
      });
    },
    [save],
  );

  const discard = useCallback(() => {
    clearTimeout(timer.current);
    localStorage.removeItem(STORAGE_KEY);
    void deleteChangeDraft().catch(() => undefined);
    setRestored(false);
    setSavedAt(null);
    setDraft(emptyDraft(environmentId));
  }, [environmentId]);

  const forgetAside = useCallback(
    (chosen: ChangeDraft) =>
      keepAside((known) => known.filter((other) => JSON.stringify(other) !== JSON.stringify(chosen))),
    [keepAside],
  );

  const bringBack = (chosen: ChangeDraft) => {
    forgetAside(chosen);
    // What a link put there is one click away again: only what somebody typed is worth keeping.
    if (typed.current && isTouched(draft)) keepAside((known) => withAside(known, draft));
    typed.current = true;
    setRestored(false);
    setDraft(chosen);
    save(chosen);
  };

  return { draft, update, discard, savedAt, restored, aside, bringBack, forgetAside };
}

function readLocal(): ChangeDraft | null {
  return parseDraft(read(STORAGE_KEY));
}

function readAside(): readonly ChangeDraft[] {
  const found = read(ASIDE_KEY);
  return Array.isArray(found) ? found.map(parseDraft).filter((draft) => draft !== null) : [];
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage: the server's copy remains.
  }
}
