/** One token at a time, in this order; `y` makes each start exactly where the last one ended. */
const COMMENT_LINE = /--[^\n]*/y;
const SPACE = /\s+/y;
const QUOTED_NAME = /(?:[uU]&)?"(?:[^"]|"")*"/y;
const ESCAPE_STRING = /[eE]'(?:[^'\\]|\\[\s\S]|'')*'/y;
const PLAIN_STRING = /(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const PARAMETER = /\$\d+/y;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:\d[\w.]*|\.\d[\w.]*)(?:(?<=[eE])[+-]\d+)?/y;

/**
 * The query with every literal replaced by `?` and without comments (which carry ids of people and requests).
 * Works on any text, also on one that was cut off: from where it cannot tell literals from code it shows nothing more.
 * Never throws.
 */
export function withoutLiterals(query: string): string {
  let out = "";
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(query);
    if (!match) return null;
    at = pattern.lastIndex;
    return match[0];
  };
  while (at < query.length) {
    if (take(SPACE)) {
      out += out === "" || out.endsWith(" ") ? "" : " ";
    } else if (take(COMMENT_LINE)) {
      // gone
    } else if (query.startsWith("/*", at)) {
      const end = endOfComment(query, at);
      if (end === null) return out.trimEnd();
      at = end;
    } else if (take(ESCAPE_STRING)) {
      out += "?";
    } else {
      const string = take(PLAIN_STRING);
      if (string !== null) {
        out += "?";
        // With standard_conforming_strings off the backslash escapes the quote, and what follows is still the string.
        if (/\\'/.test(string)) return out;
        continue;
      }
      const name = take(QUOTED_NAME);
      if (name !== null) {
        out += name;
        continue;
      }
      const tag = take(DOLLAR_TAG);
      if (tag !== null) {
        out += "?";
        const end = query.indexOf(tag, at);
        if (end < 0) return out;
        at = end + tag.length;
        continue;
      }
      const kept = take(PARAMETER) ?? take(WORD);
      if (kept !== null) {
        out += kept;
      } else if (take(NUMBER)) {
        out += "?";
      } else if (query[at] === "'" || query[at] === '"') {
        return `${out}?`; // cut off inside a string or a name
      } else {
        out += query[at];
        at += 1;
      }
    }
  }
  return out.trimEnd();
}

/** Comments nest in Postgres. Null where the text ends inside one. */
function endOfComment(text: string, start: number): number | null {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const pair = text.slice(at, at + 2);
    if (pair === "/*") {
      depth += 1;
      at += 1;
    } else if (pair === "*/") {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}
