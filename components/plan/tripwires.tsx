"use client";
import { Badge } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/time";
import { formatDuration } from "@/lib/client/format";
import type { Rollout } from "@/lib/contracts/rollout";

/** Evidence that old code still writes, or has stopped. A missing reading is said, never taken as quiet. */
export function Tripwires({ tripwires }: { readonly tripwires: Rollout["tripwires"] }) {
  return (
    <Panel title="Old-shape writes">
      <ul className="flex flex-col gap-3">
        {tripwires.map((wire) => (
          <li key={wire.sequence}>
            <div className="flex flex-wrap items-center justify-between gap-2">
              <span className="font-medium">{wire.title}</span>
              {wire.value === null && wire.observedSince === null ? (
                <Badge tone="warn">Not readable yet</Badge>
              ) : wire.quietForMs === null ? (
                <Badge tone="warn">Watching</Badge>
              ) : (
                <Badge tone="ok">Quiet for {formatDuration(wire.quietForMs)}</Badge>
              )}
            </div>
            <p className="text-[13px] text-ink-2">
              {wire.lastMovedAt ? (
                <>
                  Last old-shape write seen <RelativeTime at={wire.lastMovedAt} />.
                </>
              ) : wire.observedSince ? (
                <>
                  No old-shape write seen since <RelativeTime at={wire.observedSince} />.
                </>
              ) : (
                "Watching starts when the dual write is in place."
              )}{" "}
              Readers and unchanged writes leave no trace here.
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
