"use client";
import { ChevronRight } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code-block";
import { PhoneFold } from "@/components/ui/phone-fold";
import { formatLockMode } from "@/lib/client/format";
import type { Facts, Step } from "@/lib/contracts/plan";
import {
  blockingLook,
  type FactLook,
  formatEstimate,
  lockSentence,
  orderLocks,
  workLooks,
} from "./facts.model";
import { isOwnRelation } from "./node-label.model";

const BADGE_TONE: Record<FactLook["tone"], "ok" | "warn" | "bad" | "neutral"> = {
  ok: "ok",
  warn: "warn",
  bad: "bad",
  neutral: "neutral",
};

/** What the step does to others, as badges. */
export function FactBadges({ facts }: { readonly facts: Facts }) {
  return (
    <span className="flex flex-wrap gap-1.5">
      {[blockingLook(facts), ...workLooks(facts)].map((look) => (
        <Badge key={look.word} tone={BADGE_TONE[look.tone]}>
          {look.word}
        </Badge>
      ))}
    </span>
  );
}

/** The SQL of a step. What only looks is folded away: it is long, made by machine, and changes nothing. */
export function StepSql({ step, label }: { readonly step: Step; readonly label: string }) {
  if (step.kind !== "check") return <CodeBlock code={step.sql} label={label} />;
  return (
    <details className="group text-[13px]">
      <summary className="inline-flex min-h-6 list-none items-center gap-1 text-accent">
        <ChevronRight aria-hidden size={14} className="transition-transform group-open:rotate-90" />
        The query that looks
      </summary>
      <CodeBlock code={step.sql} label={label} className="mt-1" />
    </details>
  );
}

/** One step of a phase: SQL, locks in plain words, transaction, revert, estimate. Linkable by `#step-ID`. */
export function StepCard({ step, number }: { readonly step: Step; readonly number: number }) {
  return (
    <li
      id={`step-${step.id}`}
      className="border-t border-line px-4 py-4 first:border-t-0 target:bg-accent-soft"
    >
      <div className="mb-2 flex flex-wrap items-baseline gap-x-3 gap-y-1.5">
        <h3 className="font-semibold">
          <span className="mr-2 text-ink-3 tabular-nums">{number}</span>
          {step.title}
        </h3>
        <FactBadges facts={step} />
      </div>
      <PhoneFold label="SQL, locks and the way back">
        <StepSql step={step} label={`SQL of step ${number}`} />
        <dl className="mt-3 grid gap-x-6 gap-y-2 text-[13px] sm:grid-cols-[max-content_minmax(0,1fr)]">
          <Fact name="Locks">
            {lockSentence(step)}
            <LockList step={step} />
          </Fact>
          <Fact name="Transaction">
            {step.kind === "backfill"
              ? "One per batch, the cursor committed with it"
              : step.transactional
                ? "All in one: it happens whole or not at all"
                : "Cannot run inside one; an interrupted build is found and done again"}
          </Fact>
          <Fact name="Takes">
            {formatEstimate(step.estimate)} <span className="text-ink-3">· {step.estimate.basis}</span>
          </Fact>
          <Fact name="Revert">
            {step.revert.lossless ? (
              <span className="font-medium text-ok">Loses nothing</span>
            ) : (
              <span className="font-medium text-bad">Loses {step.revert.loses}</span>
            )}
            {step.revert.sql.trim() === "" ? (
              <span className="text-ink-2"> · nothing to undo</span>
            ) : (
              <details className="group mt-1">
                <summary className="inline-flex min-h-6 list-none items-center gap-1 text-accent">
                  <ChevronRight aria-hidden size={14} className="transition-transform group-open:rotate-90" />
                  The SQL that takes it back
                </summary>
                <CodeBlock code={step.revert.sql} label={`revert SQL of step ${number}`} className="mt-1" />
              </details>
            )}
          </Fact>
        </dl>
      </PhoneFold>
    </li>
  );
}

/** The locks by Postgres's own names, for those who look them up. */
function LockList({ step }: { readonly step: Step }) {
  const locks = orderLocks(step.locks);
  if (locks.length === 0) return null;
  return (
    <ul className="mt-0.5 text-ink-3">
      {locks.map((lock) => (
        <li key={`${lock.relation}${lock.mode}`} className="[overflow-wrap:anywhere]">
          {formatLockMode(lock.mode)} on{" "}
          <code className={isOwnRelation(lock.relation) ? undefined : "text-ink-2"}>{lock.relation}</code>
          {isOwnRelation(lock.relation) && " (our own)"}
        </li>
      ))}
    </ul>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 -mt-2 sm:mt-0">{children}</dd>
    </>
  );
}
