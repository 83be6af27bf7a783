import type { StatusTone } from "@/components/ui/status.model";
import { nodeLook } from "@/components/ui/status.model";
import type { NodeState, RolloutBrief } from "@/lib/contracts/rollout";

/** Where a plan stands on one environment, in the few words a list has room for. */
export interface Standing {
  readonly word: string;
  readonly tone: StatusTone;
  readonly done: number;
  readonly stops: readonly { readonly id: string; readonly tone: StatusTone }[];
  /** The run that stopped or is under way, else the stop that is next. */
  readonly href: string;
}

/** States of a node that say more than that its turn has not come. */
const TELLING: readonly NodeState[] = ["failed", "paused", "running", "queued", "aborted"];

export function standingOf(brief: RolloutBrief): Standing {
  const { nodes, headline } = brief;
  const done = nodes.filter((node) => node.state === "succeeded").length;
  const telling = TELLING.map((state) => nodes.find((node) => node.state === state)).find(Boolean);
  const next = telling ?? nodes.find((node) => node.state !== "succeeded");
  const href =
    headline.next?.action === "open-run" && headline.next.href !== null
      ? headline.next.href
      : stopHref(brief, next?.id ?? null);
  const words = wordsOf(brief, telling, next);
  const stops = nodes.map((node) => ({
    id: node.id,
    tone: node === telling ? words.tone : nodeLook(node.state).tone,
  }));
  return { ...words, done, stops, href };
}

function wordsOf(
  { nodes, headline }: RolloutBrief,
  telling: RolloutBrief["nodes"][number] | undefined,
  next: RolloutBrief["nodes"][number] | undefined,
): Pick<Standing, "word" | "tone"> {
  if (telling) {
    const look = nodeLook(telling.state);
    return {
      word: `${telling.title}: ${look.word.toLowerCase()}`,
      tone: headline.tone === "danger" ? "danger" : look.tone,
    };
  }
  if (!next) return { word: "Done", tone: "ok" };
  if (nodes.every((node) => node.type === "deploy" || node.state === "pending"))
    return { word: "Not started", tone: "idle" };
  if (next.type === "deploy") return { word: "Waits for a deploy", tone: "waiting" };
  return headline.tone === "ready"
    ? { word: `${next.title} can start`, tone: "idle" }
    : { word: `${next.title} waits`, tone: "waiting" };
}

const stopHref = ({ planId, environmentId }: RolloutBrief, nodeId: string | null): string =>
  `/plans/${planId}?env=${environmentId}${nodeId === null ? "" : `&node=${nodeId}#node`}`;

/** Rollouts on which nothing goes on until a person acts: a run failed, or stopped to ask. */
export const stoppedOf = (briefs: readonly RolloutBrief[]): readonly RolloutBrief[] =>
  briefs.filter((brief) => brief.headline.tone === "danger");

/** The next act on a stopped rollout as a link. */
export function nextActOf(brief: RolloutBrief): { readonly label: string; readonly href: string } {
  return {
    label: brief.headline.next?.label ?? "Open the plan",
    href: brief.headline.next?.href ?? standingOf(brief).href,
  };
}
