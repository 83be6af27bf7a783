"use client";
import { useEffect, useState } from "react";

/** The browser's clock, ticking every `intervalMs`. For ages on the screen only, never for decisions. */
export function useNow(intervalMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
}
