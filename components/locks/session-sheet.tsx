"use client";
import { useMutation } from "@tanstack/react-query";
import { CircleStop, Unplug } from "lucide-react";
import { useState } from "react";
import { ActionButton } from "@/components/ui/action-button";
import { Callout } from "@/components/ui/callout";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog } from "@/components/ui/dialog";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { ProblemState } from "@/components/ui/problem-state";
import { Facts } from "@/components/ui/table";
import { TextField } from "@/components/ui/text-field";
import { Elapsed } from "@/components/ui/time";
import { useNow } from "@/components/ui/use-now";
import { actOnSession } from "@/lib/client/environments";
import { formatLockMode, formatPlural } from "@/lib/client/format";
import { useViewer } from "@/lib/client/viewer";
import type { Environment } from "@/lib/contracts/environment";
import type { Locks } from "@/lib/contracts/locks";
import { sessionPermissions } from "./session-actions.model";
import { SessionLabel } from "./session-label";
import { findNode, waitingBelow } from "./tree.model";

/** Everything to know before stopping a session: who it is, what it holds, who gets free. Then a reason, then the act. */
export function SessionSheet({
  pid,
  locks,
  environment,
  isPast,
  seenAt,
  onClose,
}: {
  readonly pid: number;
  readonly locks: Locks;
  readonly environment: Environment;
  /** What is shown is from the tape: its pid may be somebody else's by now. */
  readonly isPast: boolean;
  /** When what is shown came, by the browser's clock; null where it is held on purpose. */
  readonly seenAt: number | null;
  readonly onClose: () => void;
}) {
  const viewer = useViewer();
  const [reason, setReason] = useState("");
  const session = locks.sessions.find((candidate) => candidate.pid === pid) ?? null;
  const node = findNode(locks.roots, pid);
  const frees = node ? waitingBelow(node) : [];
  const now = useNow(1000);
  const permissions = sessionPermissions(viewer.role, session, {
    isPast,
    seenAgoMs: seenAt === null ? 0 : now - seenAt,
    reason,
  });
  const act = useMutation({
    mutationFn: (kind: "cancel" | "terminate") => actOnSession(environment.id, pid, kind, reason.trim()),
  });

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={pid < 0 ? "Prepared transaction" : `Session ${pid}`}
      shape="sheet"
    >
      <div className="flex flex-col gap-5">
        <div className="flex flex-wrap items-center gap-3">
          <EnvironmentBadge name={environment.name} tier={environment.tier} />
          <SessionLabel session={session} pid={pid} />
        </div>
        {session ? (
          <>
            <Facts
              items={[
                ["User", session.user ?? "–"],
                ["Application", session.applicationName || "–"],
                ["Client", session.clientAddress ?? "local"],
                ["State", session.state ?? "–"],
                [
                  "Transaction open",
                  session.xactStart ? <Elapsed key="x" since={session.xactStart} /> : "no",
                ],
                [
                  "Statement began",
                  session.queryStart ? <Elapsed key="q" since={session.queryStart} /> : "–",
                ],
              ]}
            />
            <CodeBlock code={session.query ?? "no query"} label="query" maxHeight="10rem" />
            <section>
              <h3 className="mb-1 font-semibold">It holds or wants</h3>
              {session.locks.length === 0 ? (
                <p className="text-ink-3">No lock on a table.</p>
              ) : (
                <ul className="flex max-h-40 flex-col gap-0.5 overflow-y-auto text-[13px]">
                  {session.locks.map((lock) => (
                    <li key={`${lock.relation}${lock.mode}${lock.granted}`}>
                      {lock.granted ? "Holds" : "Wants"} {formatLockMode(lock.mode)} on{" "}
                      <code>{lock.relation}</code>
                    </li>
                  ))}
                </ul>
              )}
            </section>
          </>
        ) : (
          <Callout tone="ok" announce="status" title="This session has ended">
            It no longer appears in the live sample.
          </Callout>
        )}
        <section>
          <h3 className="mb-1 font-semibold">
            {frees.length === 0
              ? "Nobody waits for it"
              : `${formatPlural(frees.length, "session")} would get free`}
          </h3>
          <ul className="flex flex-col gap-1 text-[13px]">
            {frees.slice(0, 8).map((freed) => (
              <li key={freed}>
                <SessionLabel
                  session={locks.sessions.find((other) => other.pid === freed) ?? null}
                  pid={freed}
                />
              </li>
            ))}
          </ul>
          {frees.length > 8 && <p className="text-[13px] text-ink-3">and {frees.length - 8} more</p>}
        </section>
        <TextField
          label="Why stop it?"
          value={reason}
          onChange={setReason}
          rows={2}
          description="Goes on the audit trail with your name."
        />
        {act.error && <ProblemState error={act.error} />}
        {act.isSuccess && (
          <Callout
            tone="ok"
            announce="status"
            title={act.variables === "cancel" ? "Asked to cancel" : "Asked to end"}
          >
            Asking is not done: the tree shows when the session is really gone.
          </Callout>
        )}
        <div className="flex flex-wrap gap-x-4 gap-y-4 border-t border-line pt-4">
          <ActionButton
            tone="secondary"
            permission={permissions.cancel}
            isPending={act.isPending && act.variables === "cancel"}
            onPress={() => act.mutate("cancel")}
            icon={<CircleStop aria-hidden size={16} />}
          >
            Cancel its statement
          </ActionButton>
          <ActionButton
            tone="danger"
            permission={permissions.terminate}
            isPending={act.isPending && act.variables === "terminate"}
            onPress={() => act.mutate("terminate")}
            icon={<Unplug aria-hidden size={16} />}
          >
            Terminate the session
          </ActionButton>
        </div>
      </div>
    </Dialog>
  );
}
