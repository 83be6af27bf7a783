/** Languages in which migrations are written. */
export type Language = "javascript" | "python" | "ruby";

/** A text literal in code. */
export interface Literal {
  /** Of the literal in the code around it. */
  readonly from: number;
  readonly to: number;
  /** Of what stands between its quotes; of a here-document, its lines. */
  readonly bodyFrom: number;
  readonly bodyTo: number;
  /** What it says, as long as its body, filled up with spaces at its end; null where it is put together at run time. */
  readonly text: string | null;
}

export interface Scanned {
  /** The code with comments as spaces and literals as `LITERAL`, of the same length. */
  readonly masked: string;
  readonly literals: readonly Literal[];
}

/** What stands for each character of a literal; of a private area, so that no code has it. */
export const LITERAL = "\uE000";

/** Tells text and comments from code. Never throws: what is not closed ends with the file. */
export function scan(code: string, language: Language): Scanned {
  const literals: Literal[] = [];
  const masks: { from: number; to: number; with: string }[] = [];
  let waiting: { word: string; raw: boolean; from: number; to: number }[] = [];
  let at = 0;
  while (at < code.length) {
    const char = code[at];
    if (char === "\n" && waiting.length > 0) {
      let start = at + 1;
      for (const doc of waiting) {
        const body = endOfHereDocument(code, start, doc.word);
        const text = decode(code.slice(start, body.to), doc.raw ? "raw" : "ruby");
        literals.push({ from: doc.from, to: doc.to, bodyFrom: start, bodyTo: body.to, text });
        masks.push({ from: start, to: body.end, with: " " });
        start = body.end;
      }
      waiting = [];
      at = start;
      continue;
    }
    const comment = commentAt(code, at, language);
    if (comment !== null) {
      masks.push({ from: at, to: comment, with: " " });
      at = comment;
      continue;
    }
    const doc = language === "ruby" ? /<<[~-]?(["'`]?)([A-Za-z_]\w*)\1/y : null;
    if (doc && char === "<") {
      doc.lastIndex = at;
      const found = doc.exec(code);
      if (found?.[2] !== undefined) {
        const to = at + found[0].length;
        waiting.push({ word: found[2], raw: found[1] === "'", from: at, to });
        masks.push({ from: at, to, with: LITERAL });
        at = to;
        continue;
      }
    }
    const literal = literalAt(code, at, language);
    if (literal !== null) {
      literals.push(literal);
      masks.push({ from: at, to: literal.to, with: LITERAL });
      at = literal.to;
      continue;
    }
    at = language === "javascript" && char === "/" ? (endOfRegex(code, at) ?? at + 1) : at + 1;
  }
  let masked = "";
  let done = 0;
  for (const mask of masks) {
    masked += code.slice(done, mask.from);
    // Line ends inside a literal are none of the code's.
    const text = code.slice(mask.from, mask.to);
    masked += mask.with === LITERAL ? LITERAL.repeat(text.length) : text.replace(/[^\n]/g, " ");
    done = mask.to;
  }
  return { masked: masked + code.slice(done), literals };
}

function commentAt(code: string, at: number, language: Language): number | null {
  const lineEnd = () => {
    const end = code.indexOf("\n", at);
    return end < 0 ? code.length : end;
  };
  if (language !== "javascript") return code[at] === "#" ? lineEnd() : null;
  if (code.startsWith("//", at)) return lineEnd();
  if (!code.startsWith("/*", at)) return null;
  const end = code.indexOf("*/", at + 2);
  return end < 0 ? code.length : end + 2;
}

function endOfHereDocument(code: string, from: number, word: string): { to: number; end: number } {
  const close = new RegExp(`^[ \\t]*${word}[ \\t]*\\r?$`, "gm");
  close.lastIndex = from;
  const found = close.exec(code);
  return found
    ? { to: found.index, end: found.index + found[0].length }
    : { to: code.length, end: code.length };
}

/** A slash that begins a regular expression and no division stands behind an operator or a bracket. */
function endOfRegex(code: string, at: number): number | null {
  if (!/(^|[(,=:[!&|?{};]|\breturn)\s*$/.test(code.slice(Math.max(0, at - 20), at))) return null;
  const regex = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;
  regex.lastIndex = at;
  const found = regex.exec(code);
  return found ? at + found[0].length : null;
}

function literalAt(code: string, at: number, language: Language): Literal | null {
  if (language === "python") return pythonLiteral(code, at);
  if (language === "ruby") {
    const percent = /%[qQ]?([([{<|!])/y;
    percent.lastIndex = at;
    const found = code[at] === "%" && /[\s(,]/.test(code[at - 1] ?? " ") ? percent.exec(code) : null;
    if (found?.[1] !== undefined) {
      const close = { "(": ")", "[": "]", "{": "}", "<": ">" }[found[1]] ?? found[1];
      return quoted(code, at, at + found[0].length, close, found[0].startsWith("%q") ? "raw" : "ruby");
    }
  }
  const quote = code[at];
  if (quote === "'") return quoted(code, at, at + 1, quote, language === "ruby" ? "raw" : "javascript");
  if (quote === '"') return quoted(code, at, at + 1, quote, language);
  if (quote === "`" && language === "javascript") return template(code, at);
  return null;
}

function pythonLiteral(code: string, at: number): Literal | null {
  const open = /([rRbBuUfF]{0,2})("""|'''|"|')/y;
  open.lastIndex = at;
  const found = open.exec(code);
  if (found?.[2] === undefined || (found[1] !== "" && /\w/.test(code[at - 1] ?? ""))) return null;
  const prefix = (found[1] ?? "").toLowerCase();
  const manner = prefix.includes("r") ? "plain" : "python";
  const literal = quoted(code, at, at + found[0].length, found[2], manner);
  const isPut = prefix.includes("b") || (prefix.includes("f") && literal.text?.includes("{"));
  return isPut ? { ...literal, text: null } : literal;
}

type Manner = Language | "raw" | "plain";

function quoted(code: string, from: number, bodyFrom: number, close: string, manner: Manner): Literal {
  let at = bodyFrom;
  // Ruby's brackets may hold brackets of their kind.
  const open = { ")": "(", "]": "[", "}": "{", ">": "<" }[close];
  for (let depth = 1; at < code.length; at += code[at] === "\\" ? 2 : 1) {
    if (code[at] === open) depth += 1;
    else if (code.startsWith(close, at)) {
      depth -= 1;
      if (depth === 0) break;
    }
  }
  const bodyTo = Math.min(at, code.length);
  const text = decode(code.slice(bodyFrom, bodyTo), manner);
  return { from, to: Math.min(bodyTo + close.length, code.length), bodyFrom, bodyTo, text };
}

function template(code: string, from: number): Literal {
  let at = from + 1;
  let isPut = false;
  while (at < code.length && code[at] !== "`") {
    if (code[at] === "\\") at += 2;
    else if (code.startsWith("${", at)) {
      isPut = true;
      at = endOfHole(code, at + 2);
    } else at += 1;
  }
  const bodyTo = Math.min(at, code.length);
  const text = isPut ? null : decode(code.slice(from + 1, bodyTo), "javascript");
  return { from, to: Math.min(bodyTo + 1, code.length), bodyFrom: from + 1, bodyTo, text };
}

/** Behind the `}` that closes what a template holds; it may hold literals itself. */
function endOfHole(code: string, from: number): number {
  let depth = 1;
  let at = from;
  while (at < code.length && depth > 0) {
    const inner = literalAt(code, at, "javascript");
    if (inner) at = inner.to;
    else {
      if (code[at] === "{") depth += 1;
      if (code[at] === "}") depth -= 1;
      at += 1;
    }
  }
  return at;
}

const ESCAPED: Readonly<Record<string, string>> = { n: " ", r: " ", t: " ", "\n": "\n" };

/**
 * What a literal says, of the same length; null where it is put together, or says something in a way that is not read
 * here. An escaped line end becomes a space, so that lines stay what they are: where it would end a comment, null.
 */
function decode(body: string, manner: Manner): string | null {
  if (manner === "ruby" && /(?<!\\)#[{@$]/.test(body)) return null;
  if (manner === "plain") return body;
  if (manner === "raw") return body.replace(/\\([\\'])/g, "$1").padEnd(body.length);
  if (/\\[nr]/.test(body) && body.includes("--")) return null;
  let isKnown = true;
  const text = body.replace(/\\([\s\S])/g, (all, char: string) => {
    if (ESCAPED[char] !== undefined) return ESCAPED[char];
    if (/[\\'"`$#{/]/.test(char)) return char;
    // Python keeps the backslash of what it does not know.
    if (manner === "python" && /[^abfvNuUx0-7]/.test(char)) return all;
    isKnown = false;
    return char;
  });
  return isKnown ? text.padEnd(body.length) : null;
}
