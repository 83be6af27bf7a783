"use client";
import { Check, CircleAlert, CirclePause, Hourglass, LoaderCircle, Lock, Play, Undo2 } from "lucide-react";
import { cx } from "@/components/ui/cx";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { nodeLook } from "@/components/ui/status.model";
import type { PlanNode } from "@/lib/contracts/plan";
import type { TrackRow, TrackStop } from "./track.model";

/** What a phase is for, in one word under its title. */
const KIND_WORD = {
  expand: "Expand",
  backfill: "Backfill",
  switch: "Switch",
  contract: "Contract",
  deploy: "Deploy",
} as const;

export interface Selection {
  readonly environmentId: string;
  readonly nodeId: string;
}

/**
 * The journey as one picture: phases (round) and deploys (square) from left to right, one line per environment.
 * Each stop shows how far it is and whether it may start. On a phone only the chosen environment's line is drawn, downwards.
 */
export function PlanTrack({
  nodes,
  rows,
  selected,
  onSelect,
}: {
  readonly nodes: readonly PlanNode[];
  readonly rows: readonly TrackRow[];
  readonly selected: Selection | null;
  readonly onSelect: (selection: Selection) => void;
}) {
  return (
    <>
      <WideTrack nodes={nodes} rows={rows} selected={selected} onSelect={onSelect} />
      <TallTrack nodes={nodes} rows={rows} selected={selected} onSelect={onSelect} />
    </>
  );
}

type TrackProps = Parameters<typeof PlanTrack>[0];

function WideTrack({ nodes, rows, selected, onSelect }: TrackProps) {
  const columns = { gridTemplateColumns: `9.5rem repeat(${nodes.length}, minmax(7.5rem, 1fr))` };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section aria-label="The track" tabIndex={0} className="hidden overflow-x-auto md:block">
      <div className="min-w-fit">
        <div className="grid" style={columns}>
          <span />
          {nodes.map((node) => (
            <div
              key={node.id}
              className={cx(
                "px-2 pb-2 pt-3 text-center",
                node.id === selected?.nodeId ? "text-ink" : "text-ink-2",
              )}
            >
              <div className="text-xs text-ink-3">
                {KIND_WORD[node.type === "deploy" ? "deploy" : node.kind]}
              </div>
              <div className="text-[13px] font-medium leading-tight text-balance">{node.title}</div>
            </div>
          ))}
        </div>
        {rows.map((row) => (
          <div key={row.environment.id} className="grid items-center border-t border-line" style={columns}>
            <div className="px-4 py-3">
              <EnvironmentBadge name={row.environment.name} tier={row.environment.tier} />
            </div>
            {row.stops.map((stop, index) => {
              const node = nodes[index];
              if (!node) return null;
              const isSelected =
                selected?.environmentId === row.environment.id && selected.nodeId === stop.nodeId;
              return (
                <div key={stop.nodeId} className="relative flex h-16 items-center justify-center">
                  <Rail from={index > 0} to={index < nodes.length - 1} index={index} done={row.done} />
                  <StopButton
                    node={node}
                    stop={stop}
                    environmentName={row.environment.name}
                    isSelected={isSelected}
                    onPress={() => onSelect({ environmentId: row.environment.id, nodeId: stop.nodeId })}
                  />
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </section>
  );
}

/** The line between stops: solid where travelled. */
function Rail({
  from,
  to,
  index,
  done,
}: {
  readonly from: boolean;
  readonly to: boolean;
  readonly index: number;
  readonly done: number;
}) {
  return (
    <>
      {from && (
        <span aria-hidden className={cx("absolute left-0 right-1/2 h-0.5", railClass(index <= done))} />
      )}
      {to && <span aria-hidden className={cx("absolute left-1/2 right-0 h-0.5", railClass(index < done))} />}
    </>
  );
}

const railClass = (travelled: boolean) => (travelled ? "bg-ok" : "bg-line-strong");

function TallTrack({ nodes, rows, selected, onSelect }: TrackProps) {
  const row = rows.find((candidate) => candidate.environment.id === selected?.environmentId) ?? rows[0];
  if (!row) return null;
  return (
    <div className="md:hidden">
      <div className="flex gap-2 overflow-x-auto border-b border-line p-3">
        {rows.map((candidate) => (
          <button
            key={candidate.environment.id}
            type="button"
            aria-pressed={candidate === row}
            onClick={() =>
              onSelect({
                environmentId: candidate.environment.id,
                nodeId: nextStop(candidate) ?? nodes[0]?.id ?? "",
              })
            }
            className={cx(
              "min-h-11 rounded-control border px-2.5",
              candidate === row ? "border-accent bg-accent-soft" : "border-line",
            )}
          >
            <EnvironmentBadge name={candidate.environment.name} tier={candidate.environment.tier} />
          </button>
        ))}
      </div>
      <ol>
        {row.stops.map((stop, index) => {
          const node = nodes[index];
          if (!node) return null;
          const isSelected = stop.nodeId === selected?.nodeId;
          return (
            <li key={stop.nodeId} className="relative">
              {index > 0 && (
                <span
                  aria-hidden
                  className={cx("absolute left-[34px] top-0 h-1/2 w-0.5", railClass(index <= row.done))}
                />
              )}
              {index < nodes.length - 1 && (
                <span
                  aria-hidden
                  className={cx("absolute bottom-0 left-[34px] h-1/2 w-0.5", railClass(index < row.done))}
                />
              )}
              <button
                type="button"
                aria-pressed={isSelected}
                onClick={() => onSelect({ environmentId: row.environment.id, nodeId: stop.nodeId })}
                className={cx(
                  "flex min-h-14 w-full items-center gap-3 px-4 text-left",
                  isSelected && "bg-accent-soft",
                )}
              >
                <StopMark node={node} stop={stop} />
                <span className="min-w-0 flex-1">
                  <span className="block font-medium leading-tight">{node.title}</span>
                  <span className="text-xs text-ink-2">{stopWord(stop)}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

const nextStop = (row: TrackRow): string | undefined =>
  row.stops.find((stop) => stop.current)?.nodeId ?? row.stops.at(-1)?.nodeId;

/** State and, where it is next, permission in words: the two axes of a stop. */
function stopWord(stop: TrackStop): string {
  if (stop.state === "pending" && stop.current) return stop.permission === "open" ? "Ready" : "Not yet";
  return nodeLook(stop.state).word;
}

function StopButton({
  node,
  stop,
  environmentName,
  isSelected,
  onPress,
}: {
  readonly node: PlanNode;
  readonly stop: TrackStop;
  readonly environmentName: string;
  readonly isSelected: boolean;
  readonly onPress: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={isSelected}
      aria-label={`${node.title} on ${environmentName}: ${stopWord(stop)}`}
      onClick={onPress}
      className="relative flex flex-col items-center gap-0.5 rounded-control px-2 py-1 hover:bg-hover"
    >
      <span className={cx("rounded-full", isSelected && "outline-2 outline-offset-3 outline-accent")}>
        <StopMark node={node} stop={stop} />
      </span>
      <span className={cx("bg-panel px-1 text-xs", stop.current ? "font-semibold text-ink" : "text-ink-3")}>
        {stopWord(stop)}
      </span>
    </button>
  );
}

function StopMark({ node, stop }: { readonly node: PlanNode; readonly stop: TrackStop }) {
  const { Icon, className, spin } = markLook(stop);
  return (
    <span
      className={cx(
        "flex size-9 shrink-0 items-center justify-center border-2 bg-panel",
        node.type === "deploy" ? "rounded-[6px]" : "rounded-full",
        className,
      )}
    >
      <Icon aria-hidden size={17} className={spin ? "animate-spin" : undefined} />
    </span>
  );
}

function markLook(stop: TrackStop) {
  switch (stop.state) {
    case "succeeded":
      return { Icon: Check, className: "border-ok bg-ok-soft text-ok", spin: false };
    case "running":
      return { Icon: LoaderCircle, className: "border-info bg-info-soft text-info", spin: true };
    case "queued":
      return { Icon: Hourglass, className: "border-info bg-info-soft text-info", spin: false };
    case "paused":
      return { Icon: CirclePause, className: "border-warn bg-warn-soft text-warn", spin: false };
    case "failed":
    case "aborted":
      return { Icon: CircleAlert, className: "border-bad bg-bad-soft text-bad", spin: false };
    case "reverted":
      return { Icon: Undo2, className: "border-line-strong text-ink-2", spin: false };
    case "pending":
      if (stop.permission === "open")
        return { Icon: Play, className: "border-accent text-accent", spin: false };
      return {
        Icon: Lock,
        className: stop.current ? "border-line-strong text-ink-2" : "border-line text-ink-3",
        spin: false,
      };
  }
}
