import { CornerDownRight, Hourglass, Lock } from "lucide-react";
import type { Ref } from "react";
import { cx } from "@/components/ui/cx";
import { Elapsed } from "@/components/ui/time";
import { formatDuration, formatLockMode, formatPlural } from "@/lib/client/format";
import type { LockSession } from "@/lib/contracts/locks";
import { SessionLabel } from "./session-label";
import type { TreeLine } from "./tree.model";

/** One session of the tree, placed by its list. Its height does not depend on live values, so nothing moves while they change. */
export function LockRow({
  line,
  onOpen,
  index,
  count,
  top,
  ref,
}: {
  readonly line: TreeLine;
  readonly onOpen: () => void;
  readonly index: number;
  readonly count: number;
  /** From the top of the list, in px. */
  readonly top: number;
  readonly ref: Ref<HTMLLIElement>;
}) {
  const { session, depth } = line;
  const root = depth === 0;
  return (
    <li
      ref={ref}
      data-index={index}
      // Those that are not drawn are counted all the same.
      aria-setsize={count}
      aria-posinset={index + 1}
      style={{ transform: `translateY(${top}px)` }}
      className={cx(
        "absolute inset-x-0 top-0",
        index < count - 1 && "border-b border-line",
        root && "bg-bad-soft/40",
      )}
    >
      <button
        type="button"
        onClick={onOpen}
        aria-label={`Session ${line.pid}: details and actions`}
        style={{ paddingLeft: `${1 + Math.min(depth, 6) * 1.25}rem` }}
        className="flex min-h-18 w-full items-start gap-3 py-2.5 pr-4 text-left outline-offset-[-3px] hover:bg-hover"
      >
        {root ? (
          <Lock aria-hidden size={16} className="mt-0.5 shrink-0 text-bad" />
        ) : (
          <CornerDownRight aria-hidden size={16} className="mt-0.5 shrink-0 text-ink-3" />
        )}
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center justify-between gap-x-4">
            <SessionLabel session={session} pid={line.pid} />
            <Meaning line={line} />
          </span>
          <span className="mt-0.5 block truncate font-mono text-[13px] text-ink-2">
            {session?.query || "no query"}
          </span>
          <span className="mt-0.5 block truncate text-[13px] text-ink-3">{lockText(session, root)}</span>
        </span>
      </button>
    </li>
  );
}

function Meaning({ line }: { readonly line: TreeLine }) {
  const { session } = line;
  if (line.depth === 0 && line.inCycle) {
    return (
      <span className="text-[13px] font-medium text-bad">
        Waits in a circle: the server is about to end one of them
      </span>
    );
  }
  if (line.depth === 0) {
    return (
      <span className="text-[13px] font-medium text-bad">
        Holds up {formatPlural(line.freesCount, "session")}
        {session?.xactStart && (
          <>
            {" "}
            · transaction open <Elapsed since={session.xactStart} />
          </>
        )}
      </span>
    );
  }
  return (
    <span className="inline-flex items-center gap-1 text-[13px] font-medium text-warn">
      <Hourglass aria-hidden size={13} />
      waits {formatDuration(session?.waitingMs ?? null)}
      {line.freesCount > 0 && <span className="text-ink-3"> · {line.freesCount} behind it</span>}
    </span>
  );
}

function lockText(session: LockSession | null, root: boolean): string {
  const locks = (session?.locks ?? []).filter((lock) => (root ? lock.granted : !lock.granted));
  if (locks.length === 0) return session?.state ?? "";
  const words = locks.slice(0, 3).map((lock) => `${formatLockMode(lock.mode)} on ${lock.relation}`);
  const more = locks.length > 3 ? ` and ${locks.length - 3} more` : "";
  return `${root ? "Holds" : "Wants"} ${words.join(", ")}${more}`;
}
