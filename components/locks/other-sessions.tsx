"use client";
import { useState } from "react";
import { Cell, Table } from "@/components/ui/table";
import { Elapsed } from "@/components/ui/time";
import { formatPlural } from "@/lib/client/format";
import type { LockSession } from "@/lib/contracts/locks";
import { SessionLabel } from "./session-label";

/** Sessions that neither wait nor are waited for; closed until somebody asks, because there may be hundreds. */
export function OtherSessions({
  sessions,
  onOpen,
}: {
  readonly sessions: readonly LockSession[];
  readonly onOpen: (pid: number) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="group rounded-panel border border-line bg-panel shadow-panel"
    >
      <summary className="flex min-h-12 items-center px-4 font-medium hover:bg-hover">
        {formatPlural(sessions.length, "other session")} of ours, or with a transaction open for over a second
      </summary>
      {isOpen && (
        <div className="border-t border-line">
          <Table
            label="Other sessions"
            head={[{ label: "Session" }, { label: "State" }, { label: "Transaction" }, { label: "Query" }]}
          >
            {sessions.slice(0, 200).map((session) => (
              <tr key={session.pid} className="hover:bg-hover">
                <Cell>
                  <button type="button" onClick={() => onOpen(session.pid)} className="min-h-6 text-left">
                    <SessionLabel session={session} pid={session.pid} />
                  </button>
                </Cell>
                <Cell className="whitespace-nowrap text-ink-2">{session.state ?? "–"}</Cell>
                <Cell className="whitespace-nowrap">
                  {session.xactStart ? <Elapsed since={session.xactStart} /> : "–"}
                </Cell>
                <Cell className="max-w-96 truncate font-mono text-[13px] text-ink-2">
                  {session.query || "–"}
                </Cell>
              </tr>
            ))}
          </Table>
          {sessions.length > 200 && (
            <p className="border-t border-line px-4 py-2 text-[13px] text-ink-3">The first 200 are shown.</p>
          )}
        </div>
      )}
    </details>
  );
}
