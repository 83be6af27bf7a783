const SHOWN_LINES = 12;
/** Hiding one or two lines would save nothing. */
const SLACK_LINES = 3;

export interface FoldedCode {
  readonly shown: string;
  readonly lineCount: number;
}

/** The first lines of long code with the count of all, or null where it is short enough to show whole. */
export function foldLines(code: string): FoldedCode | null {
  const lines = code.replace(/\n+$/, "").split("\n");
  if (lines.length <= SHOWN_LINES + SLACK_LINES) return null;
  return { shown: lines.slice(0, SHOWN_LINES).join("\n"), lineCount: lines.length };
}
