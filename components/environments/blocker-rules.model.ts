import type { BlockerRule } from "@/lib/contracts/environment";

/** A rule as it is typed: every field is text. */
export interface RuleDraft {
  /** Tells rows apart while they are added and removed. */
  readonly key: string;
  readonly applicationName: string;
  readonly user: string;
  readonly deed: BlockerRule["deed"];
  readonly afterSeconds: string;
}

export const DEED_WORDS: Record<BlockerRule["deed"], string> = {
  wait: "wait, never touch it",
  cancel: "cancel its statement",
  terminate: "end its session",
  ask: "stop and ask",
};

export const NEW_RULE: Omit<RuleDraft, "key"> = {
  applicationName: "",
  user: "",
  deed: "ask",
  afterSeconds: "30",
};

export function toDraft(rule: BlockerRule, at: number): RuleDraft {
  return {
    key: `saved-${at}`,
    applicationName: rule.applicationName ?? "",
    user: rule.user ?? "",
    deed: rule.deed,
    afterSeconds: String(rule.afterMs / 1000),
  };
}

export function fromDraft({ applicationName, user, deed, afterSeconds }: RuleDraft): BlockerRule {
  return {
    ...(applicationName.trim() === "" ? {} : { applicationName: applicationName.trim() }),
    ...(user.trim() === "" ? {} : { user: user.trim() }),
    deed,
    afterMs: Math.round(Number(afterSeconds) * 1000),
  };
}
