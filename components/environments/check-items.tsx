import { CircleAlert, CircleCheck, CircleHelp, TriangleAlert } from "lucide-react";
import { CodeBlock } from "@/components/ui/code-block";
import { cx } from "@/components/ui/cx";
import type { CheckItem } from "@/lib/contracts/environment";

const LOOK = {
  ok: { icon: CircleCheck, word: "In order", className: "text-ok" },
  warning: { icon: TriangleAlert, word: "Remark", className: "text-warn" },
  error: { icon: CircleAlert, word: "Problem", className: "text-bad" },
  unknown: { icon: CircleHelp, word: "Unknown", className: "text-ink-3" },
} as const;
const ORDER: readonly CheckItem["status"][] = ["error", "warning", "unknown", "ok"];

/** All that a connection test looked at, worst first, with the SQL that mends it. */
export function CheckItems({ items }: { readonly items: readonly CheckItem[] }) {
  const sorted = [...items].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  return (
    <ul className="divide-y divide-line">
      {sorted.map((item) => {
        const look = LOOK[item.status];
        const Icon = look.icon;
        return (
          <li key={item.code} className="flex gap-3 px-4 py-3">
            <Icon aria-hidden size={17} className={cx("mt-0.5 shrink-0", look.className)} />
            <div className="min-w-0 flex-1">
              <p className="font-medium">
                {item.title} <span className={cx("text-xs font-medium", look.className)}>· {look.word}</span>
              </p>
              <p className="text-ink-2 [overflow-wrap:anywhere]">{item.message}</p>
              {item.fixSql && (
                <div className="mt-2">
                  <p className="mb-1 text-[13px] text-ink-3">For a DBA to run, then test again:</p>
                  <CodeBlock code={item.fixSql} label="fix SQL" maxHeight="16rem" />
                </div>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
