"use client";
import { FactBadges } from "@/components/plan/step-card";
import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { CodeBlock } from "@/components/ui/code-block";
import { cx } from "@/components/ui/cx";
import { formatDuration } from "@/lib/client/format";
import type { PlanDraft, PlanNode } from "@/lib/contracts/plan";

/** The plan as it stands while somebody types: the journey, with each step's effect on others. */
export function PlanPreview({ plan, isStale }: { readonly plan: PlanDraft; readonly isStale: boolean }) {
  return (
    <div className={cx("transition-opacity", isStale && "opacity-60")}>
      <p className="mb-3 text-ink-2">{plan.summary}</p>
      <ol className="relative flex flex-col">
        {plan.nodes.map((node, index) => (
          <PreviewNode key={node.id} node={node} isLast={index === plan.nodes.length - 1} />
        ))}
      </ol>
      {plan.findings.length > 0 && (
        <ul className="mt-3 flex flex-col gap-2">
          {plan.findings.map((finding) => (
            <li key={`${finding.code}${finding.message}`}>
              <Callout
                tone={finding.level === "info" ? "info" : finding.level === "error" ? "bad" : "warn"}
                title={finding.message}
              >
                {finding.help && <p className="text-[13px] text-ink-2">{finding.help}</p>}
              </Callout>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function PreviewNode({ node, isLast }: { readonly node: PlanNode; readonly isLast: boolean }) {
  const isDeploy = node.type === "deploy";
  return (
    <li className="relative pb-4 pl-8">
      {!isLast && <span aria-hidden className="absolute bottom-0 left-[9px] top-2 w-0.5 bg-line-strong" />}
      <span
        aria-hidden
        className={cx(
          "absolute left-0 top-1 size-5 border-2 bg-panel",
          isDeploy ? "rounded-[4px] border-info" : "rounded-full border-accent",
        )}
      />
      <h3 className="flex flex-wrap items-center gap-2 font-semibold">
        {node.title}
        <Badge tone={isDeploy ? "info" : node.destructive ? "bad" : "accent"}>
          {isDeploy ? "your deploy" : node.kind}
        </Badge>
      </h3>
      {isDeploy ? (
        <p className="line-clamp-3 text-[13px] text-ink-2">{node.instructions}</p>
      ) : (
        <ul className="mt-1 flex flex-col gap-1.5">
          {node.steps.map((step) => (
            <li key={step.id}>
              <details>
                <summary className="flex list-none flex-wrap items-center gap-x-2 gap-y-1 text-[13px]">
                  <span>{step.title}</span>
                  <FactBadges facts={step} />
                  <span className="text-ink-3">
                    {formatDuration(step.estimate.lowMs)} to {formatDuration(step.estimate.highMs)}
                  </span>
                </summary>
                <CodeBlock code={step.sql} className="mt-1" maxHeight="14rem" />
              </details>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
