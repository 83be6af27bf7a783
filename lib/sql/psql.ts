/**
 * Takes out what psql understands and the server does not: lines with a backslash command, and the data behind
 * COPY … FROM STDIN. A byte order mark becomes a space. The length and line ends stay as they are, so that every position
 * stays what it was.
 */
export function withoutPsql(text: string): string {
  const sql = text.startsWith("\uFEFF") ? ` ${text.slice(1)}` : text;
  return blank(sql, needsLexing(sql) ? cutsOf(sql) : []);
}

/** Lines on which psql would read another file or go to another database: what they bring is not in this text. From 1. */
export function linesThatLeave(text: string): number[] {
  if (!needsLexing(text)) return [];
  return cutsOf(text)
    .filter(({ from, to }) => /^\\(i|ir|include|include_relative|c|connect)\b/.test(text.slice(from, to)))
    .map(({ from }) => text.slice(0, from).split("\n").length);
}

const needsLexing = (sql: string) => sql.includes("\\") || /\bfrom\s+stdin\b/i.test(sql);

interface Cut {
  readonly from: number;
  readonly to: number;
  /** `\g` and the like send the statement before them. */
  readonly ends: boolean;
}

/** Spaces instead of the text, line ends kept. */
function blank(sql: string, cuts: readonly Cut[]): string {
  let result = "";
  let at = 0;
  for (const { from, to, ends } of cuts) {
    const spaces = sql.slice(from, to).replace(/[^\r\n]/g, " ");
    result += sql.slice(at, from) + (ends ? `;${spaces.slice(1)}` : spaces);
    at = to;
  }
  return result + sql.slice(at);
}

// What can start something that is not plain SQL; sticky, so that a file of megabytes is read once.
const TOKEN =
  /[^\\;'"$/\-eE]+|\\|;|'|"|\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$|--|\/\*|[eE]'|[\s\S]/gy;

function cutsOf(sql: string): Cut[] {
  const cuts: Cut[] = [];
  let statementStart = 0;
  let at = 0;
  while (at < sql.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(sql)?.[0] ?? sql[at] ?? "";
    const next = at + token.length;
    if (token === "'") at = endOfQuoted(sql, next, "'", false);
    else if (token === '"') at = endOfQuoted(sql, next, '"', false);
    else if (/^e'$/i.test(token)) at = endOfQuoted(sql, next, "'", !isWordBefore(sql, at));
    else if (token.startsWith("$") && token.length > 1) at = after(sql, token, next);
    else if (token === "--") at = endOfLine(sql, next);
    else if (token === "/*") at = endOfComment(sql, at);
    else if (token === "\\") {
      const to = endOfLine(sql, at);
      const command = sql.slice(at, to);
      const pending = sql.slice(statementStart, at).trim() !== "";
      cuts.push({
        from: at,
        to,
        ends: pending && /^\\(g|gx|gexec|gset|gdesc|crosstabview|watch)\b/.test(command),
      });
      at = to;
      statementStart = to;
    } else if (token === ";") {
      const statement = sql.slice(statementStart, at);
      at = next;
      if (/^\s*(--[^\n]*\n\s*)*copy\b/i.test(statement) && /\bfrom\s+stdin\b/i.test(statement)) {
        const from = endOfLine(sql, next);
        const to = endOfData(sql, from);
        cuts.push({ from, to, ends: false });
        at = to;
      }
      statementStart = at;
    } else at = next;
  }
  return cuts;
}

const isWordBefore = (sql: string, at: number) => /[\w$]/.test(sql[at - 1] ?? "");

function endOfQuoted(sql: string, from: number, quote: string, escapes: boolean): number {
  for (let at = from; at < sql.length; at += 1) {
    if (escapes && sql[at] === "\\") at += 1;
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}

function after(sql: string, text: string, from: number): number {
  const found = sql.indexOf(text, from);
  return found < 0 ? sql.length : found + text.length;
}

function endOfLine(sql: string, from: number): number {
  const found = sql.indexOf("\n", from);
  return found < 0 ? sql.length : found;
}

/** The line `\.` ends the data of COPY. */
function endOfData(sql: string, from: number): number {
  const end = /(^|\n)\\\.\r?(\n|$)/g;
  end.lastIndex = from;
  const found = end.exec(sql);
  return found ? found.index + found[0].trimEnd().length : sql.length;
}

function endOfComment(sql: string, start: number): number {
  let depth = 0;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  for (let found = mark.exec(sql); found; found = mark.exec(sql)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
}
