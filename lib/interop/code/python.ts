import { closing, type Gatherer } from "./gather";
import { LITERAL } from "./scan";

/** A statement of Python with the block below it. */
export interface PythonStatement {
  readonly from: number;
  /** Without the block. */
  readonly to: number;
  /** Where the block below it lies; null where it has none. */
  readonly block: { readonly from: number; readonly to: number } | null;
}

/** The statements of a block of masked code, by their indentation; blank lines are none. */
export function pythonStatements(masked: string, from: number, to: number): readonly PythonStatement[] {
  const lines = logicalLines(masked, from, to);
  const base = lines[0]?.indent ?? 0;
  const list: PythonStatement[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.indent > base) continue;
    const rest = lines.slice(at + 1);
    const next = rest.findIndex(({ indent }) => indent <= base);
    const below = next < 0 ? rest : rest.slice(0, next);
    const last = below.at(-1);
    const block = below[0] && last ? { from: below[0].start, to: last.to } : null;
    list.push({ from: line.from, to: line.to, block });
  }
  return list;
}

/** Where a function's block lies in masked code; null where there is no such function. */
export function pythonFunction(
  masked: string,
  name: string,
): { readonly from: number; readonly to: number } | null {
  const found = new RegExp(`^def ${name}\\s*(?=\\()`, "m").exec(masked);
  if (!found) return null;
  const signature = closing(masked, found.index + found[0].length);
  const colon = masked.indexOf(":", signature);
  const lineEnd = masked.indexOf("\n", colon);
  if (colon < 0 || lineEnd < 0) return null;
  const outside = /^\S/gm;
  outside.lastIndex = lineEnd + 1;
  return { from: lineEnd + 1, to: outside.exec(masked)?.index ?? masked.length };
}

/** A call with one text, `op.execute("…")`, that `call` matches up to the text. Takes it where it says plain SQL. */
export function takePythonCall(
  gatherer: Gatherer,
  { from, to }: { readonly from: number; readonly to: number },
  call: RegExp,
  inTransaction: boolean,
): boolean {
  const { masked } = gatherer.scanned;
  const found = call.exec(masked.slice(from, to));
  const said = found?.index === 0 ? gatherer.literalsAt(from + found[0].length) : null;
  if (!said || !/^[\s,)]*$/.test(masked.slice(said.to, to))) return false;
  return gatherer.take(said.pieces, inTransaction);
}

/** `pass`, a docstring, and names for what is there already. */
export const isNothing = (statement: string): boolean =>
  new RegExp(`^(?:pass|return|${LITERAL}+|\\w+\\s*=\\s*(?:${LITERAL}+|op\\.get_bind\\(\\)))$`).test(
    statement.trim(),
  );

interface LogicalLine {
  /** Of the line. */
  readonly start: number;
  /** Of its first character that is no space. */
  readonly from: number;
  readonly to: number;
  readonly indent: number;
}

/** A line with those that an open bracket or a backslash carries on. */
function logicalLines(masked: string, from: number, to: number): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  for (let start = from; start < to; ) {
    let at = start;
    for (; at < to && masked[at] !== "\n"; at += 1) {
      if ("([{".includes(masked[at] ?? "")) at = Math.min(closing(masked, at), to - 1);
      else if (masked[at] === "\\") at += 1;
    }
    const text = masked.slice(start, at);
    const indent = text.length - text.trimStart().length;
    if (text.trim() !== "") {
      lines.push({ start, from: start + indent, to: start + text.trimEnd().length, indent });
    }
    start = at + 1;
  }
  return lines;
}
