/**
 * Takes out what psql understands and the server does not: lines with a backslash command, and the data behind
 * COPY … FROM STDIN. A byte order mark becomes a space. The length and line ends stay as they are, so that every position
 * stays what it was.
 */
export function withoutPsql(text: string): string {
  const sql = text.startsWith("\uFEFF") ? ` ${text.slice(1)}` : text;
  return blank(sql, needsLexing(sql) ? readScript(sql).cuts : []);
}

export interface PsqlLine {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** With its backslash, e.g. `\\gexec`. */
  readonly command: string;
  /** All of it. */
  readonly text: string;
}

/** Commands that bring SQL from elsewhere, run a program, load rows or go to another database. */
const LEAVES = /^\\(?:i|ir|include|include_relative|c|connect|gexec|copy|e|edit|ef|ev|!)(?![a-z_])/;

/** Lines on which psql would do what is not in this text: read another file, run what a query answers, and so on. */
export function linesThatLeave(text: string): PsqlLine[] {
  if (!text.includes("\\")) return [];
  let line = 1;
  let counted = 0;
  return readScript(text).cuts.flatMap(({ from, to }) => {
    const [command] = LEAVES.exec(text.slice(from, to)) ?? [];
    if (command === undefined) return [];
    for (let at = text.indexOf("\n", counted); at >= 0 && at < from; at = text.indexOf("\n", at + 1))
      line += 1;
    counted = from;
    const column = from - (text.lastIndexOf("\n", from) + 1) + 1;
    return [{ line, column, command, text: text.slice(from, to).trimEnd() }];
  });
}

/** Where statements end: the offsets behind the semicolons that are in no quotes, comments, brackets or bodies. */
export function statementEnds(sql: string): number[] {
  return readScript(sql).ends;
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

// What can start or end something that is not plain SQL; what is between is skipped at once.
const MARK = /[\\;'"()[\]]|\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$|--|\/\*/g;

interface Script {
  readonly cuts: Cut[];
  readonly ends: number[];
}

function readScript(sql: string): Script {
  const script: Script = { cuts: [], ends: [] };
  let statementStart = 0;
  let depth = 0;
  let at = 0;
  for (;;) {
    MARK.lastIndex = at;
    const found = MARK.exec(sql);
    if (!found) return script;
    const [mark] = found;
    const next = found.index + mark.length;
    at = next;
    if (mark === "'") at = endOfQuoted(sql, next, "'", isEscapeString(sql, found.index));
    else if (mark === '"') at = endOfQuoted(sql, next, '"', false);
    else if (mark === "--") at = endOfLine(sql, next);
    else if (mark === "/*") at = endOfComment(sql, found.index);
    else if (mark === "(" || mark === "[") depth += 1;
    else if (mark === ")" || mark === "]") depth = Math.max(0, depth - 1);
    else if (mark === "\\") {
      at = endOfCommand(sql, found.index);
      const command = sql.slice(found.index, at);
      const pending = sql.slice(statementStart, found.index).trim() !== "";
      const ends = pending && /^\\(g|gx|gexec|gset|gdesc|crosstabview|watch)\b/.test(command);
      if (/^\\copy\b.*\bfrom\s+p?stdin\b/i.test(command)) at = endOfData(sql, at);
      script.cuts.push({ from: found.index, to: at, ends });
      if (ends) script.ends.push(found.index + 1);
      if (ends || !pending) statementStart = at;
    } else if (mark === ";") {
      const statement = sql.slice(statementStart, found.index);
      if (depth > 0 || isInBody(statement)) continue;
      script.ends.push(next);
      if (COPY_IN.test(statement)) {
        const from = endOfLine(sql, next);
        at = endOfData(sql, from);
        script.cuts.push({ from, to: at, ends: false });
      }
      statementStart = at;
    } else if (isWordBefore(sql, found.index)) at = found.index + 1;
    else at = after(sql, mark, next);
  }
}

const COPY_IN = /^(?:\s|--[^\n]*\n)*copy\b(?=[\s\S]*\bfrom\s+stdin\b)/i;

/** A body that is written as SQL goes on to its END; the semicolons in it end no statement. */
function isInBody(statement: string): boolean {
  if (!/\batomic\b/i.test(statement)) return false;
  const [, body] =
    /^[^']*?\bcreate\s+(?:or\s+replace\s+)?(?:function|procedure)\b[\s\S]*?\bbegin\s+atomic\b([\s\S]*)$/i.exec(
      statement,
    ) ?? [];
  if (body === undefined) return false;
  const count = (word: RegExp) => body.match(word)?.length ?? 0;
  return count(/\bend\b/gi) <= count(/\bcase\b/gi);
}

/** `E'…'`, in which a backslash takes the next character along. */
const isEscapeString = (sql: string, quote: number) =>
  /[eE]/.test(sql[quote - 1] ?? "") && !isWordBefore(sql, quote - 1);

const isWordBefore = (sql: string, at: number) => /[\w$\u0080-\uFFFF]/.test(sql[at - 1] ?? "");

function endOfQuoted(sql: string, from: number, quote: string, escapes: boolean): number {
  for (let at = from; ; ) {
    const end = sql.indexOf(quote, at);
    if (end < 0) return sql.length;
    const backslash = escapes ? sql.slice(at, end).indexOf("\\") : -1;
    if (backslash >= 0) at += backslash + 2;
    else if (sql[end + 1] === quote) at = end + 2;
    else return end + 1;
  }
}

function after(sql: string, text: string, from: number): number {
  const found = sql.indexOf(text, from);
  return found < 0 ? sql.length : found + text.length;
}

function endOfLine(sql: string, from: number): number {
  const found = sql.indexOf("\n", from);
  return found < 0 ? sql.length : found;
}

/** A command goes to the end of its line; `\\\\` ends it before. */
function endOfCommand(sql: string, from: number): number {
  const end = endOfLine(sql, from);
  const next = sql.indexOf("\\\\", from + 1);
  return next >= 0 && next < end ? next + 2 : end;
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
