"use client";
import Link from "next/link";
import { orderLocks } from "@/components/plan/facts.model";
import { FactBadges } from "@/components/plan/step-card";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code-block";
import { cx } from "@/components/ui/cx";
import { formatLockMode } from "@/lib/client/format";
import type { ReviewedStatement, ReviewLevel } from "@/lib/contracts/review";

const LEVEL: Record<ReviewLevel, { readonly tone: BadgeTone; readonly word: string }> = {
  error: { tone: "bad", word: "Unsafe" },
  warning: { tone: "warn", word: "Warning" },
  info: { tone: "info", word: "Remark" },
};

/** What one statement does to everybody else, and what is said against it. */
export function StatementCard({
  statement,
  isCurrent,
  onShow,
}: {
  readonly statement: ReviewedStatement;
  /** The cursor stands in it. */
  readonly isCurrent: boolean;
  /** Left out where there is no text to show it in. */
  readonly onShow?: () => void;
}) {
  const locks = orderLocks(statement.locks);
  return (
    <li
      id={`statement-${statement.index}`}
      className={cx("border-t border-line px-4 py-3 first:border-t-0", isCurrent && "bg-accent-soft")}
    >
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">
        {onShow ? (
          <button
            type="button"
            onClick={onShow}
            className="min-h-6 rounded-control font-semibold text-accent hover:underline"
          >
            Line {statement.line}
          </button>
        ) : (
          <span className="font-semibold">Line {statement.line}</span>
        )}
        <FactBadges facts={statement} />
      </div>
      <CodeBlock code={statement.sql} label={`SQL at line ${statement.line}`} />
      {locks.length > 0 && (
        <p className="mt-2 text-[13px] text-ink-2 [overflow-wrap:anywhere]">
          <span className="text-ink-3">Locks: </span>
          {locks.map((lock) => `${formatLockMode(lock.mode)} on ${lock.relation}`).join("; ")}
        </p>
      )}
      {statement.findings.length > 0 && (
        <ul className="mt-2 flex flex-col gap-2">
          {statement.findings.map((finding) => {
            const { tone, word } = LEVEL[finding.level];
            return (
              <li key={`${finding.rule}${finding.message}`} className="text-[13px]">
                <p className="[overflow-wrap:anywhere]">
                  <Badge tone={tone}>{word}</Badge> <span className="font-medium">{finding.message}</span>
                </p>
                <p className="text-ink-2 [overflow-wrap:anywhere]">
                  {finding.help}{" "}
                  <Link
                    href={`/docs/rules/${finding.rule}`}
                    prefetch={false}
                    className="font-mono text-ink-3 underline hover:text-ink"
                  >
                    {finding.rule}
                  </Link>
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </li>
  );
}
