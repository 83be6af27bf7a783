"use client";
import { Check, CircleAlert, CirclePause, Hourglass, LoaderCircle, Lock, Play, Undo2 } from "lucide-react";
import { cx } from "@/components/ui/cx";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { nodeLook } from "@/components/ui/status.model";
import type { PlanNode } from "@/lib/contracts/plan";
import { nodeLabel } from "./node-label.model";
import type { TrackRow, TrackStop } from "./track.model";

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
  const columns = { gridTemplateColumns: `9rem repeat(${nodes.length}, minmax(8rem, 1fr))` };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section aria-label="The track" tabIndex={0} className="hidden overflow-x-auto md:block">
      <div className="min-w-fit">
        <div className="grid" style={columns}>
          <span />
          {nodes.map((node) => {
            const { title, subtitle } = nodeLabel(node);
            return (
              <div key={node.id} className="px-2.5 py-3 text-center leading-tight">
                <div
                  className={cx("font-semibold", node.id === selected?.nodeId ? "text-ink" : "text-ink-2")}
                >
                  {title}
                </div>
                <div className="mt-0.5 text-xs leading-snug text-ink-3 text-balance [overflow-wrap:anywhere]">
                  {subtitle}
                </div>
              </div>
            );
          })}
        </div>
        {rows.map((row) => (
          <div key={row.environment.id} className="grid items-stretch border-t border-line" style={columns}>
            <div className="px-4 pt-[1.125rem]">
              <EnvironmentBadge name={row.environment.name} tier={row.environment.tier} />
            </div>
            {row.stops.map((stop, index) => {
              const node = nodes[index];
              if (!node) return null;
              const isSelected =
                selected?.environmentId === row.environment.id && selected.nodeId === stop.nodeId;
              return (
                // The rail lies between the ground of the cell and the button, so that it passes behind the mark.
                <div key={stop.nodeId} className={cx("relative isolate", isSelected && "bg-accent-soft")}>
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

/** The line between stops, at the height of the marks' centre: solid where travelled. */
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
  const line = "absolute top-[calc(1.875rem-1px)] h-0.5";
  return (
    <>
      {from && <span aria-hidden className={cx(line, "left-0 right-1/2", railClass(index <= done))} />}
      {to && <span aria-hidden className={cx(line, "left-1/2 right-0", railClass(index < done))} />}
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
            <li key={stop.nodeId} className={cx("relative isolate", isSelected && "bg-accent-soft")}>
              {index > 0 && (
                <span
                  aria-hidden
                  className={cx(
                    "absolute left-[calc(2.125rem-1px)] top-0 h-1/2 w-0.5",
                    railClass(index <= row.done),
                  )}
                />
              )}
              {index < nodes.length - 1 && (
                <span
                  aria-hidden
                  className={cx(
                    "absolute bottom-0 left-[calc(2.125rem-1px)] h-1/2 w-0.5",
                    railClass(index < row.done),
                  )}
                />
              )}
              <button
                type="button"
                aria-pressed={isSelected}
                onClick={() => onSelect({ environmentId: row.environment.id, nodeId: stop.nodeId })}
                className="relative z-1 flex min-h-16 w-full items-center gap-3 px-4 py-2 text-left outline-offset-[-3px]"
              >
                <StopMark node={node} stop={stop} />
                <span className="min-w-0 flex-1 leading-snug">
                  <span className="block font-semibold">{nodeLabel(node).title}</span>
                  <span className="block text-[13px] text-ink-2 [overflow-wrap:anywhere]">
                    {nodeLabel(node).subtitle}
                  </span>
                </span>
                <span
                  className={cx(
                    "shrink-0 text-[13px]",
                    stop.current ? "font-semibold text-ink" : "text-ink-3",
                  )}
                >
                  {stopWord(stop)}
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
      className={cx(
        "relative z-1 flex h-full w-full flex-col items-center gap-1.5 pt-3 pb-2.5 outline-offset-[-3px]",
        isSelected && "shadow-[inset_0_-2px_0_var(--accent)]",
      )}
    >
      <StopMark node={node} stop={stop} />
      <span className={cx("text-xs leading-4", stop.current ? "font-semibold text-ink" : "text-ink-3")}>
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
