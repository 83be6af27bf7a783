import type { SourcePart, UnreadCode } from "../source-migration";
import { closing, Gatherer, matchAt } from "./gather";

/** Blocks whose body is the migration's own. */
const OWN_BLOCK = /^(?:safety_assured|up_only|reversible|\w+\.up)\b/;
/** Blocks and lines that do nothing on the way up. */
const NOTHING = /^(?:\w+\.down\b|say\b|puts\b|return$|nil$|[)\]}]+$)/;
const EXECUTE = /(?:connection\.|ActiveRecord::Base\.connection\.)?execute(?:\s*\(\s*|[ \t]+)/;

/** The SQL that `up` or `change` of a Rails migration plainly says. */
export function readRuby(
  code: string,
  inTransaction: boolean,
): { readonly parts: readonly SourcePart[]; readonly unread: readonly UnreadCode[] } {
  const gatherer = new Gatherer(code, "ruby");
  const { masked } = gatherer.scanned;
  const opened = /^([ \t]*)def (?:self\.)?(?:up|change)\b[^\n;]*/m.exec(masked);
  if (!opened) {
    gatherer.leave(0);
    return gatherer.result();
  }
  const from = opened.index + opened[0].length;
  // In one line: `def up; execute "…"; end`.
  const inLine = masked[from] === ";" ? masked.indexOf("end", from) : -1;
  const close = new RegExp(`^${opened[1]}end\\b`, "m").exec(masked.slice(from));
  const to = inLine >= 0 ? inLine : close ? from + close.index : masked.length;
  readBlock(gatherer, from, to, inTransaction);
  return gatherer.result();
}

function readBlock(gatherer: Gatherer, from: number, to: number, inTransaction: boolean): void {
  const { masked } = gatherer.scanned;
  const lines = linesIn(masked, from, to);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (!line) break;
    const body = lines.slice(index + 1);
    const end = body.findIndex(({ indent, text }) => indent <= line.indent && !GOES_ON.test(text));
    const below = end < 0 ? body : body.slice(0, end);
    const block = OWN_BLOCK.test(line.text) ? blockOf(masked, line, below.at(-1)?.to ?? line.to) : null;
    index += below.length;
    if (NOTHING.test(line.text)) continue;
    if (block) readBlock(gatherer, block.from, block.to, inTransaction);
    else if (below.length > 0 || !readExecute(gatherer, line, inTransaction)) gatherer.leave(line.from);
  }
}

/** Lines that belong to what stands above them at the same depth. */
const GOES_ON = /^(?:end\b|else\b|elsif\b|when\b|rescue\b|ensure\b|[)\]}.])/;

/** Between `{` and `}`, or below `do` up to its `end`. */
function blockOf(
  masked: string,
  line: Line,
  end: number,
): { readonly from: number; readonly to: number } | null {
  const brace = masked.slice(line.from, line.to).indexOf("{");
  if (brace >= 0) {
    const close = closing(masked, line.from + brace);
    return close <= end ? { from: afterNames(masked, line.from + brace + 1), to: close } : null;
  }
  const opened = /\bdo\b(?:[ \t]*\|[^|]*\|)?[ \t]*$/.exec(masked.slice(line.from, line.to));
  const last = /\bend\s*$/.exec(masked.slice(line.from, end));
  return opened && last ? { from: line.to, to: line.from + last.index } : null;
}

const afterNames = (masked: string, at: number) =>
  at + (matchAt(/\s*\|[^|]*\|/, masked, at)?.[0].length ?? 0);

function readExecute(gatherer: Gatherer, line: Line, inTransaction: boolean): boolean {
  const { masked } = gatherer.scanned;
  const call = matchAt(EXECUTE, masked, line.from);
  const said = call && gatherer.literalsAt(line.from + call[0].length);
  if (!said) return false;
  const rest = masked.slice(said.to, line.to);
  return (
    /^(?:\.(?:squish|strip|chomp|strip_heredoc))*\s*\)?\s*$/.test(rest) &&
    gatherer.take(said.pieces, inTransaction)
  );
}

interface Line {
  readonly from: number;
  readonly to: number;
  readonly indent: number;
  readonly text: string;
}

/** Statements: a line, with those that an open bracket, a comma or a backslash carries on; several by semicolons. */
function linesIn(masked: string, from: number, to: number): readonly Line[] {
  const lines: Line[] = [];
  for (let start = from; start < to; ) {
    let at = start;
    for (; at < to && masked[at] !== ";"; at += 1) {
      if ("([{".includes(masked[at] ?? "")) at = Math.min(closing(masked, at), to - 1);
      else if (masked[at] === "\n" && !/[,\\+]\s*$/.test(masked.slice(start, at))) break;
    }
    const text = masked.slice(start, at);
    const lead = text.length - text.trimStart().length;
    if (text.trim() !== "") {
      const first = start + lead;
      lines.push({
        from: first,
        to: start + text.trimEnd().length,
        indent: first - (masked.lastIndexOf("\n", first - 1) + 1),
        text: text.trim(),
      });
    }
    start = at + 1;
  }
  return lines;
}
