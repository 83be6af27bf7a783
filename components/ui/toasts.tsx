"use client";
import { Toaster } from "sonner";

/** Where `toastError` speaks. */
export function Toasts() {
  return (
    <Toaster
      position="bottom-right"
      toastOptions={{
        unstyled: true,
        className:
          "flex w-full items-center gap-3 rounded-panel border border-line bg-raised px-4 py-3 text-sm text-ink shadow-float",
      }}
    />
  );
}
