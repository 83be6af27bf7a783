"use client";
import { ChevronRight } from "lucide-react";
import { CheckItems } from "@/components/environments/check-items";
import { formatPlural } from "@/lib/client/format";
import type { Run } from "@/lib/contracts/run";

/** What was looked at before the first step; open by itself where something is wrong. */
export function Preflight({ preflight }: { readonly preflight: NonNullable<Run["preflight"]> }) {
  const count = (...statuses: readonly string[]) =>
    preflight.items.filter(({ status }) => statuses.includes(status)).length;
  const [wrong, remarks, unknown, fine] = [count("error"), count("warning"), count("unknown"), count("ok")];
  const words = [
    wrong > 0 && formatPlural(wrong, "problem"),
    remarks > 0 && formatPlural(remarks, "remark"),
    unknown > 0 && `${unknown} cannot be read`,
    `${fine} in order`,
  ].filter(Boolean);
  return (
    <details
      open={wrong > 0}
      className="group overflow-hidden rounded-panel border border-line bg-raised"
      aria-label="Looked at before the first step"
    >
      <summary className="flex min-h-12 list-none items-center gap-2 px-4 py-2.5">
        <ChevronRight aria-hidden size={15} className="shrink-0 transition-transform group-open:rotate-90" />
        <span className="font-semibold">Before the first step</span>
        <span className="text-[13px] text-ink-2">{words.join(", ")}</span>
      </summary>
      <div className="border-t border-line">
        <CheckItems items={preflight.items} />
      </div>
    </details>
  );
}
