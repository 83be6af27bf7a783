"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { keyOutcome } from "./keys.model";

const STORED = "interlock-letters";
const SEQUENCE_MS = 1200;

/** Listens for the shell's keys. Whether letters count is remembered in this browser. */
export function useShellKeys(open: { palette: () => void; keys: () => void }) {
  const router = useRouter();
  const [lettersOn, setLettersOn] = useState(true);
  const latest = useRef({ open, lettersOn });
  latest.current = { open, lettersOn };

  useEffect(() => setLettersOn(localStorage.getItem(STORED) !== "off"), []);
  useEffect(() => {
    let afterGUntil = 0;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return;
      const inDialog = document.querySelector('[role="dialog"]') !== null;
      const outcome = keyOutcome({
        key: event.key,
        withCommand: event.metaKey || event.ctrlKey,
        inField: inDialog || isField(event.target),
        afterG: event.timeStamp < afterGUntil,
        lettersOn: latest.current.lettersOn,
      });
      afterGUntil = outcome.kind === "await-destination" ? event.timeStamp + SEQUENCE_MS : 0;
      if (outcome.kind === "none" || outcome.kind === "await-destination") return;
      event.preventDefault();
      if (outcome.kind === "palette") latest.current.open.palette();
      if (outcome.kind === "keys") latest.current.open.keys();
      if (outcome.kind === "go") router.push(outcome.href);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [router]);

  return {
    lettersOn,
    setLettersOn: (on: boolean) => {
      localStorage.setItem(STORED, on ? "on" : "off");
      setLettersOn(on);
    },
  };
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
