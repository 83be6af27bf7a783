"use client";
import { Lock } from "lucide-react";
import { parseAsInteger, useQueryState } from "nuqs";
import { Button } from "@/components/ui/button";
import type { Blocker } from "@/lib/contracts/run";
import { blockerFacts, blockerName, remedyText } from "./blockers.model";

const SHOWN_AT_MOST = 5;

/** Who keeps the run from its locks, the first thing to know at night; each leads to what can be done about it. */
export function InTheWay({ blockers }: { readonly blockers: readonly Blocker[] }) {
  const [, setPid] = useQueryState("pid", parseAsInteger);
  if (blockers.length === 0) return null;
  return (
    <section
      aria-label="In the way"
      className="mb-5 overflow-hidden rounded-panel border border-warn/35 bg-warn-soft"
    >
      <ul className="divide-y divide-warn/20">
        {blockers.slice(0, SHOWN_AT_MOST).map((blocker) => (
          <li key={blocker.pid} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <Lock aria-hidden size={17} className="shrink-0 text-warn" />
            <div className="min-w-0 flex-[1_1_14rem]">
              <p className="font-semibold [overflow-wrap:anywhere]">
                {blockerName(blocker)} <span className="font-normal text-ink-2">(pid {blocker.pid})</span> is
                in the way
              </p>
              <p className="text-[13px] text-ink-2 [overflow-wrap:anywhere]">
                {blocker.state && `${blocker.state} · `}
                {blockerFacts(blocker)}
              </p>
              {remedyText(blocker) && <p className="text-[13px] font-medium">{remedyText(blocker)}</p>}
              {blocker.query && (
                <p className="mt-0.5 truncate font-mono text-[12.5px] text-ink-2">{blocker.query}</p>
              )}
            </div>
            <Button size="large" onPress={() => void setPid(blocker.pid)}>
              Look and stop it
            </Button>
          </li>
        ))}
      </ul>
      {blockers.length > SHOWN_AT_MOST && (
        <p className="border-t border-warn/20 px-4 py-2 text-[13px] text-ink-2">
          and {blockers.length - SHOWN_AT_MOST} more
        </p>
      )}
    </section>
  );
}
