import { Clock, Wrench } from "lucide-react";
import Link from "next/link";
import type { Reason } from "@/lib/contracts/common";

/** Every reason against an action: what somebody must mend, and what clears by itself. Never just the first. */
export function ReasonsList({
  reasons,
  label,
}: {
  readonly reasons: readonly Reason[];
  readonly label?: string;
}) {
  if (reasons.length === 0) return null;
  return (
    <ul aria-label={label ?? "Why this is not possible now"} className="flex flex-col gap-1.5">
      {reasons.map((reason) => (
        <li key={`${reason.code}:${reason.message}`} className="flex items-start gap-2 text-[13px]">
          {reason.remedy === "wait" ? (
            <Clock aria-hidden size={15} className="mt-0.5 shrink-0 text-ink-3" />
          ) : (
            <Wrench aria-hidden size={15} className="mt-0.5 shrink-0 text-warn" />
          )}
          <span className="min-w-0 text-ink-2 [overflow-wrap:anywhere]">
            <span className="sr-only">{reason.remedy === "wait" ? "Wait: " : "To do: "}</span>
            {reason.message}{" "}
            {reason.href && (
              <Link href={reason.href} className="prose-link whitespace-nowrap">
                {reason.remedy === "wait" ? "See" : "Fix it"}
              </Link>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
