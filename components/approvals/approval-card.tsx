"use client";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { CodeBlock } from "@/components/ui/code-block";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { ReasonsList } from "@/components/ui/reasons-list";
import { rehearsalLook } from "@/components/ui/status.model";
import { StatusPill } from "@/components/ui/status-pill";
import { RelativeTime } from "@/components/ui/time";
import { formatCount } from "@/lib/client/format";
import type { ApprovalRequest } from "@/lib/contracts/rollout";
import { Decision, useDecision } from "./decision";

/** Enough to decide: what is done, what is lost, by whom, and where it stands. */
export function ApprovalCard({ request }: { readonly request: ApprovalRequest }) {
  const decision = useDecision(request);
  const { decide } = decision;
  const planHref = `/plans/${request.planId}?env=${request.environmentId}&node=${request.phaseId}`;
  return (
    <li className="flex min-w-0 flex-col rounded-panel border border-line bg-panel shadow-panel">
      <header className="border-b border-line px-4 py-3">
        <div className="flex flex-wrap items-center gap-2">
          <EnvironmentBadge name={request.environmentName} tier={request.tier} />
          <Badge tone={request.ready ? "ok" : "neutral"}>
            {request.ready ? "All else is done" : "Earlier steps are still open"}
          </Badge>
        </div>
        <h2 className="mt-2 text-base font-semibold [overflow-wrap:anywhere]">
          <Link href={planHref} className="prose-link">
            {request.title}
          </Link>
        </h2>
        <p className="text-[13px] text-ink-2">
          {request.phaseTitle} · by {request.authorName} · plan{" "}
          <code title={request.planHash}>{request.planHash.slice(0, 10)}</code>
        </p>
      </header>
      <div className="flex flex-col gap-4 p-4">
        {request.losses.length > 0 && (
          <section>
            <h3 className="mb-1.5 text-[13px] font-medium text-ink-3">What is taken away</h3>
            <ul className="flex flex-col gap-1.5">
              {request.losses.map((loss) => (
                <li key={loss.what} className="flex items-baseline gap-3">
                  <span className="min-w-24 text-right text-xl font-semibold tabular-nums">
                    {loss.rows === null ? "not counted" : formatCount(loss.rows)}
                  </span>
                  <span className="min-w-0 text-ink-2 [overflow-wrap:anywhere]">{loss.what}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
        <CodeBlock code={request.sql} label="SQL of the phase" maxHeight="14rem" />
        <p className="flex flex-wrap items-center gap-x-2 text-[13px] text-ink-2">
          <span className="text-ink-3">Rehearsal on a copy of {request.environmentName}:</span>
          {request.rehearsal ? (
            <>
              <StatusPill look={rehearsalLook(request.rehearsal.state)} />
              {request.rehearsal.endedAt && <RelativeTime at={request.rehearsal.endedAt} />}
            </>
          ) : (
            "none"
          )}
          <Link href={`${planHref}#rehearsal`} className="prose-link">
            {request.rehearsal ? "What it saw" : "Rehearse"}
          </Link>
        </p>
        {request.approvals.map((approval) => (
          <Callout
            key={approval.id}
            tone={approval.decision === "approve" ? "ok" : "bad"}
            title={
              <>
                {approval.approverName} {approval.decision === "approve" ? "approved" : "rejected"} this{" "}
                <RelativeTime at={approval.createdAt} />
              </>
            }
          >
            {approval.comment}
          </Callout>
        ))}
        {decide.isSuccess && (
          <Callout
            tone="ok"
            announce="status"
            title={decide.variables === "approve" ? "Approved" : "Rejected"}
          >
            On the audit trail, with the losses counted at this moment.
          </Callout>
        )}
        {request.permission.allowed ? (
          <Decision decision={decision} />
        ) : (
          <ReasonsList reasons={request.permission.reasons} label="Why you cannot decide this" />
        )}
      </div>
    </li>
  );
}
