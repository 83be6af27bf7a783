"use client";
import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useState } from "react";
import { ReconnectBanner } from "@/components/ui/freshness";
import { type Viewer, ViewerContext } from "@/lib/client/viewer";
import { DemoBanner } from "./demo-banner";
import { BottomBar, TopBar } from "./phone-bars";
import { Sidebar } from "./sidebar";
import { useShellKeys } from "./use-shell-keys";

const loadPalette = () => import("./palette");
const Palette = dynamic(() => loadPalette().then((module) => module.Palette), { ssr: false });
const KeysDialog = dynamic(() => import("./keys-dialog").then((module) => module.KeysDialog), { ssr: false });

/** What opens over a page is fetched once the page is there, so that the first press waits for nothing. */
function useOverlaysAhead() {
  useEffect(() => {
    void Promise.allSettled([
      import("@/components/ui/dialog-frame"),
      import("@/components/ui/menu-popover"),
      import("@/components/ui/select-list"),
      loadPalette(),
    ]);
  }, []);
}

/** The frame around every page of a signed-in person. */
export function Shell({ viewer, children }: { readonly viewer: Viewer; readonly children: ReactNode }) {
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  const keys = useShellKeys({ palette: () => setOpen("palette"), keys: () => setOpen("keys") });
  const close = () => setOpen(null);
  useOverlaysAhead();
  return (
    <ViewerContext value={viewer}>
      <a
        href="#main"
        className="sr-only z-50 rounded-control bg-accent px-4 py-2 font-medium text-accent-ink focus:not-sr-only focus:fixed focus:left-3 focus:top-3"
      >
        Skip to the content
      </a>
      <div className="lg:grid lg:min-h-dvh lg:grid-cols-[15.5rem_minmax(0,1fr)]">
        <Sidebar onSearch={() => setOpen("palette")} onKeys={() => setOpen("keys")} />
        <div className="flex min-w-0 flex-col">
          <TopBar onSearch={() => setOpen("palette")} />
          <DemoBanner />
          <main
            id="main"
            tabIndex={-1}
            className="mx-auto w-full max-w-[1400px] flex-1 px-4 pb-28 pt-5 outline-none sm:px-6 lg:px-8 lg:pb-12 lg:pt-7"
          >
            {children}
          </main>
        </div>
      </div>
      <BottomBar />
      <ReconnectBanner />
      {open === "palette" && <Palette onClose={close} />}
      {open === "keys" && (
        <KeysDialog onClose={close} lettersOn={keys.lettersOn} onLettersOn={keys.setLettersOn} />
      )}
    </ViewerContext>
  );
}
