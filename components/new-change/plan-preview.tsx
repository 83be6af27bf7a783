"use client";
import { ChevronRight } from "lucide-react";
import { formatEstimate } from "@/components/plan/facts.model";
import { nodeLabel } from "@/components/plan/node-label.model";
import { FactBadges } from "@/components/plan/step-card";
import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { CodeBlock } from "@/components/ui/code-block";
import { cx } from "@/components/ui/cx";
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
  const { title, subtitle } = nodeLabel(node);
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
      <h3 className="flex flex-wrap items-baseline gap-x-2 font-semibold">
        {title}
        {isDeploy ? (
          <Badge tone="info">your deploy</Badge>
        ) : (
          node.destructive && <Badge tone="bad">needs approval</Badge>
        )}
      </h3>
      <p className="text-[13px] text-ink-2">{subtitle}</p>
      {isDeploy ? (
        <p className="mt-1 line-clamp-3 text-[13px] text-ink-3">{node.instructions}</p>
      ) : (
        <ul className="mt-1 flex flex-col gap-1.5">
          {node.steps.map((step) => (
            <li key={step.id}>
              <details className="group">
                <summary className="grid list-none grid-cols-[auto_minmax(0,1fr)] gap-x-1.5 rounded-control py-0.5 text-[13px] hover:bg-hover">
                  <ChevronRight
                    aria-hidden
                    size={14}
                    className="mt-1 text-ink-3 transition-transform group-open:rotate-90"
                  />
                  <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                    <span>{step.title}</span>
                    <FactBadges facts={step} />
                    <span className="text-ink-3">{formatEstimate(step.estimate)}</span>
                  </span>
                </summary>
                <CodeBlock code={step.sql} className="my-1" />
              </details>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
