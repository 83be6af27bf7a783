import type { RepositoryFile } from "@/lib/contracts/interop";
import type { SourceMigration } from "../source-migration";
import { closing, Gatherer, matchAt } from "./gather";
import { LITERAL } from "./scan";

/** How a tool's JavaScript or TypeScript speaks to the database. */
export interface JavascriptCalls {
  /** A call up to where its text begins, e.g. `knex.raw(`. */
  readonly sql: RegExp;
  /** Arguments behind the text that put no values into it. */
  readonly options?: RegExp;
  /** The next call of a chain, up to its text. */
  readonly chained?: RegExp;
  /** Statements that do nothing to the schema. */
  readonly ignored?: RegExp;
}

interface Walk {
  readonly gatherer: Gatherer;
  readonly calls: JavascriptCalls;
}

/** The SQL that `up` of a module plainly says. `inTransaction` is the tool's own, for this file. */
export function readJavascript(
  { path, content }: RepositoryFile,
  {
    name,
    inTransaction,
    calls,
  }: { readonly name: string; readonly inTransaction: boolean; readonly calls: JavascriptCalls },
): SourceMigration {
  const gatherer = new Gatherer(content, "javascript");
  const up = bodyOfUp(gatherer.scanned.masked);
  if (up === null) gatherer.leave(0);
  else readStatements({ gatherer, calls }, up.from, up.to, inTransaction);
  return { name, path, ...gatherer.result() };
}

const UP = /\bup\b\s*(?::\s*[\w.<>]+\s*)?(?:[:=]\s*)?(?:async\b\s*)?(?:function\b\s*\w*\s*)?(\(|\w+\s*=>)/g;

/** What the function `up` holds: a block, or the expression of an arrow function. */
function bodyOfUp(masked: string): { readonly from: number; readonly to: number } | null {
  for (const found of masked.matchAll(UP)) {
    let at = found.index + found[0].length;
    if (found[1] === "(") at = closing(masked, at - 1) + 1;
    const isArrow = found[1] !== "(" || matchAt(/\s*(?::[^={]*)?=>/, masked, at) !== null;
    const behind = matchAt(/\s*(?::[^={]*)?(?:=>)?\s*/, masked, at);
    at += behind?.[0].length ?? 0;
    if (masked[at] === "{") return { from: at + 1, to: closing(masked, at) };
    if (isArrow) return { from: at, to: endOfExpression(masked, at) };
  }
  return null;
}

function endOfExpression(masked: string, from: number): number {
  for (let at = from; at < masked.length; at += 1) {
    if ("([{".includes(masked[at] ?? "")) at = closing(masked, at);
    else if (",;)]}".includes(masked[at] ?? "")) return at;
  }
  return masked.length;
}

const TRANSACTION =
  /(?:(?:await|return)\s+)*(?:\w+\.)*transaction\s*\(\s*(?:async\s*)?(?:\([^)]*\)|\w+)\s*=>\s*(?=\{)/;
const NOTHING = new RegExp(
  `(?:["';]|use strict|return|(?:const|let|var)\\s+(?:\\w+|\\{[\\w\\s,:]*\\})\\s*(?::\\s*[\\w.]+\\s*)?=\\s*(?:${LITERAL}+|[\\w.]+)|${LITERAL}+)\\s*$`,
);

function readStatements({ gatherer, calls }: Walk, from: number, to: number, inTransaction: boolean): void {
  const { masked } = gatherer.scanned;
  for (const statement of statementsIn(masked, from, to)) {
    const text = masked.slice(statement.from, statement.to);
    if (matchAt(NOTHING, text, 0) || (calls.ignored && matchAt(calls.ignored, text, 0))) continue;
    const opened = matchAt(TRANSACTION, masked, statement.from);
    if (opened && opened.index + opened[0].length < statement.to) {
      const brace = opened.index + opened[0].length;
      const end = closing(masked, brace);
      if (/^\s*\)?\s*$/.test(masked.slice(end + 1, statement.to))) {
        readStatements({ gatherer, calls }, brace + 1, end, true);
        continue;
      }
    }
    if (!readCalls({ gatherer, calls }, statement, inTransaction)) gatherer.leave(statement.from);
  }
}

/** One call with a text, and what is chained to it; false where the statement is anything else. */
function readCalls(
  { gatherer, calls }: Walk,
  { from, to }: { readonly from: number; readonly to: number },
  inTransaction: boolean,
): boolean {
  const { masked } = gatherer.scanned;
  const awaited = matchAt(/(?:(?:await|return|void)\s+)*/, masked, from)?.[0].length ?? 0;
  let pattern = calls.sql;
  let at = from + awaited;
  const found: (typeof gatherer.scanned.literals)[number][][] = [];
  while (at < to) {
    const call = matchAt(pattern, masked, at);
    const said = call && gatherer.literalsAt(at + call[0].length);
    if (!said) break;
    const options = calls.options && matchAt(calls.options, masked, said.to);
    const end = matchAt(/\s*,?\s*\)/, masked, said.to + (options?.[0].length ?? 0));
    if (!end) return false;
    found.push([...said.pieces]);
    at = end.index + end[0].length;
    if (!calls.chained) break;
    pattern = calls.chained;
  }
  if (found.length === 0 || masked.slice(at, to).trim() !== "") return false;
  return found.map((pieces) => gatherer.take(pieces, inTransaction)).every((isTaken) => isTaken);
}

/** Statements of a block: they end with a semicolon, or with a line that the next one does not go on from. */
function statementsIn(
  masked: string,
  from: number,
  to: number,
): readonly { readonly from: number; readonly to: number }[] {
  const list: { from: number; to: number }[] = [];
  let start = from;
  const end = (at: number) => {
    const text = masked.slice(start, at);
    const lead = text.length - text.trimStart().length;
    if (text.trim() !== "") list.push({ from: start + lead, to: start + text.trimEnd().length });
    start = at + 1;
  };
  for (let at = from; at < to; at += 1) {
    const char = masked[at] ?? "";
    if ("([{".includes(char)) at = Math.min(closing(masked, at), to);
    else if (char === ";") end(at);
    else if (char === "\n") {
      const goesOn =
        /(?:[=(,.+\-*/&|?:<>[{]|\b(?:await|return|else))\s*$/.test(masked.slice(start, at)) ||
        /^\s*(?:[.,+*/&|?:)\]}=]|else\b|catch\b|finally\b|while\b)/.test(masked.slice(at, to));
      if (!goesOn) end(at);
    }
  }
  end(to);
  return list;
}
