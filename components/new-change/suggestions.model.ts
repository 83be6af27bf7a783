export interface Suggestion {
  /** The name as it was written. */
  readonly wrong: string;
  readonly names: readonly string[];
}

const DID_YOU_MEAN = /\bno (?:table|column) (\S+); did you mean (.+)\?$/;

/** The names a message proposes in place of one that does not exist, or null. */
export function suggestionIn(message: string | null | undefined): Suggestion | null {
  const [, wrong, list] = message?.match(DID_YOU_MEAN) ?? [];
  if (wrong === undefined || list === undefined) return null;
  return { wrong, names: list.split(/, | or /) };
}

/** The text with a wrong name replaced where it first stands as a whole word; as it was where it does not. */
export function withName(text: string, wrong: string, name: string): string {
  const word = new RegExp(`(?<![\\w$])${wrong.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w$])`, "i");
  return text.replace(word, () => name);
}
