import { Callout, type CalloutTone } from "@/components/ui/callout";
import { Panel } from "@/components/ui/panel";
import type { PlanFinding } from "@/lib/contracts/plan";

const TONE: Record<PlanFinding["level"], CalloutTone> = { info: "info", warning: "warn", error: "bad" };

/** What the planner wants the author to know. */
export function Findings({ findings }: { readonly findings: readonly PlanFinding[] }) {
  return (
    <Panel title="Findings">
      {findings.length === 0 ? (
        <p className="text-ink-2">Nothing that needs your attention.</p>
      ) : (
        <ul className="flex flex-col gap-3">
          {findings.map((finding) => (
            <li key={`${finding.code}${finding.relation}${finding.message}`}>
              <Callout tone={TONE[finding.level]} title={finding.message}>
                {finding.help && <p className="text-[13px] text-ink-2">{finding.help}</p>}
              </Callout>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
