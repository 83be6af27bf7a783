"use client";
import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ProblemState } from "@/components/ui/problem-state";
import { verificationOptions } from "@/lib/client/audit";
import { formatPlural } from "@/lib/client/format";

/** Follows the chain on request and says how far it holds. Its place is reserved, so the list below stays put. */
export function VerifyChain() {
  const { data, error, refetch, isFetching } = useQuery(verificationOptions());
  const again = (
    <Button size="small" isPending={isFetching} onPress={() => refetch()}>
      Verify again
    </Button>
  );
  return (
    <div className="mb-5 min-h-16">
      {error && <ProblemState error={error} onRetry={() => refetch()} />}
      {!data && !error && (
        <Callout
          tone="info"
          title="Is the trail whole?"
          actions={
            <Button
              size="small"
              icon={<ShieldCheck aria-hidden size={14} />}
              isPending={isFetching}
              onPress={() => refetch()}
            >
              Verify the chain
            </Button>
          }
        >
          Computes every hash again, from the first event to the last.
        </Callout>
      )}
      {data?.ok && (
        <Callout
          tone="ok"
          announce="status"
          title={`Unbroken: ${formatPlural(data.count, "event")} checked`}
          actions={again}
        >
          {data.head && (
            <span className="text-[13px]">
              Head is event {data.head.seq} with hash{" "}
              <code className="[overflow-wrap:anywhere]">{data.head.hash}</code>. Keep it somewhere else to
              notice a cut tail.
            </span>
          )}
        </Callout>
      )}
      {data && !data.ok && (
        <Callout tone="bad" announce="alert" title="The chain is broken" actions={again}>
          {data.firstBad
            ? `First at event ${data.firstBad.seq}: ${data.firstBad.problem}`
            : "The events do not follow from each other."}
        </Callout>
      )}
    </div>
  );
}
