import type { ReactNode } from "react";
import { Wordmark } from "@/components/ui/mark";
import { Signal } from "@/components/ui/signal";

/** The two halves of the way in: the form, and what this is. */
export function EntryFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className="entry grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <main id="main" className="flex flex-col justify-center px-5 py-10 sm:px-12">
        <div className="mx-auto w-full max-w-sm">
          <div className="mb-8">
            <Wordmark />
          </div>
          {children}
        </div>
      </main>
      <aside
        aria-label="What Interlock is"
        className="hidden flex-col justify-center gap-10 bg-cabinet px-14 text-cabinet-ink lg:flex"
      >
        <p className="max-w-md text-3xl font-semibold leading-tight tracking-[-0.02em] text-balance">
          No signal turns clear while the track ahead is not safe.
        </p>
        <TrackDiagram />
        <ul className="flex max-w-md flex-col gap-3 text-cabinet-ink-2">
          <li>Schema changes in phases, each one safe for the app that runs beside it.</li>
          <li>Every lock seen live, every wait counted against a budget.</li>
          <li>What destroys data waits for a second person, and for proof that nobody uses it.</li>
        </ul>
      </aside>
    </div>
  );
}

const STOPS = [
  { label: "Expand", aspect: "clear" },
  { label: "Backfill", aspect: "clear" },
  { label: "Deploy", aspect: "caution" },
  { label: "Contract", aspect: "danger" },
] as const;

function TrackDiagram() {
  return (
    <ol className="flex max-w-lg items-end">
      {STOPS.map((stop) => (
        <li key={stop.label} className="flex flex-1 flex-col gap-3">
          <span className="flex items-end gap-2">
            <Signal aspect={stop.aspect} size={46} />
            <span className="pb-0.5 text-[13px] text-cabinet-ink-2">{stop.label}</span>
          </span>
          <span aria-hidden className="block h-1.5 border-y border-cabinet-ink-2/60" />
        </li>
      ))}
    </ol>
  );
}
