"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { CodeBlock } from "@/components/ui/code-block";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { violationsOptions } from "@/lib/client/plans";
import type { Environment } from "@/lib/contracts/environment";

/** Rows on the environment that stand in the way of the plan's rules; nothing where there are none. */
export function Violations({
  planId,
  environment,
}: {
  readonly planId: string;
  readonly environment: Environment;
}) {
  const violations = useQuery(violationsOptions(planId, environment.id));
  if (violations.isError)
    return <ProblemState error={violations.error} onRetry={() => violations.refetch()} />;
  if (!violations.data || violations.data.items.length === 0) return null;
  return (
    <Panel
      title={`Rows in the way on ${environment.name}`}
      actions={
        <Button size="small" isPending={violations.isFetching} onPress={() => violations.refetch()}>
          Count again
        </Button>
      }
    >
      <ul className="flex flex-col gap-3">
        {violations.data.items.map((violation) => (
          <li key={violation.message}>
            <Callout tone="warn" title={violation.message}>
              <p className="text-[13px] text-ink-2">{violation.help}</p>
              {violation.samples.length > 0 && (
                <details className="group mt-1 text-[13px]">
                  <summary className="inline-flex min-h-6 list-none items-center gap-1 text-accent">
                    <ChevronRight
                      aria-hidden
                      size={14}
                      className="transition-transform group-open:rotate-90"
                    />
                    Some of them
                  </summary>
                  <CodeBlock
                    code={violation.samples.map((row) => JSON.stringify(row)).join("\n")}
                    language="text"
                    label="rows"
                    className="mt-1"
                  />
                </details>
              )}
            </Callout>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
