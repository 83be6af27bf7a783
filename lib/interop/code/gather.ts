import { parseSql } from "@/lib/sql/parse";
import { blank, placeIn, runsAsOne, type SourcePart, type UnreadCode } from "../source-migration";
import { type Language, LITERAL, type Literal, type Scanned, scan } from "./scan";

/** Collects, from the code of one migration, the SQL that it plainly says and whatever else it does. */
export class Gatherer {
  readonly scanned: Scanned;
  readonly #code: string;
  readonly #undo: (text: string) => string;
  readonly #said: { readonly pieces: readonly Literal[]; readonly inTransaction: boolean }[] = [];
  readonly #unread: UnreadCode[] = [];

  /** `undo` takes back what the tool itself reads into a text, such as `\:` of SQLAlchemy. */
  constructor(code: string, language: Language, undo: (text: string) => string = (text) => text) {
    this.#code = code;
    this.#undo = undo;
    this.scanned = scan(code, language);
  }

  /** Code from `at` whose SQL is not known. */
  leave(at: number): void {
    const start = at + (/^\s*/.exec(this.scanned.masked.slice(at))?.[0].length ?? 0);
    const end = this.#code.indexOf("\n", start);
    const code = this.#code.slice(start, end < 0 ? undefined : end).trimEnd();
    this.#unread.push({ ...placeIn(this.#code, start), code });
  }

  /** Adjacent literals, with `+` between them or nothing, that begin at `at`: they and where they end. */
  literalsAt(at: number): { readonly pieces: readonly Literal[]; readonly to: number } | null {
    const pieces: Literal[] = [];
    let to = at;
    for (;;) {
      const joint = /[\s+\\]*/y;
      joint.lastIndex = to;
      const start = pieces.length === 0 ? at : to + (joint.exec(this.scanned.masked)?.[0].length ?? 0);
      const literal = this.scanned.masked[start] === LITERAL ? this.#literalFrom(start) : undefined;
      if (!literal) break;
      pieces.push(literal);
      to = literal.to;
    }
    return pieces.length === 0 ? null : { pieces, to };
  }

  /** What literals say, as SQL that is sent in one call; false where they are no plain SQL. */
  take(pieces: readonly Literal[], inTransaction: boolean): boolean {
    const text = this.#place(pieces);
    if (text === null || !parseSql(text).ok) return false;
    this.#said.push({ pieces, inTransaction: inTransaction || runsAsOne(text) });
    return true;
  }

  /** What was taken, neighbours of one manner together, and what was left; both in the order of the file. */
  result(): { readonly parts: readonly SourcePart[]; readonly unread: readonly UnreadCode[] } {
    const groups: { pieces: (readonly Literal[])[]; inTransaction: boolean }[] = [];
    for (const { pieces, inTransaction } of this.#said) {
      const last = groups.at(-1);
      if (last?.inTransaction === inTransaction) last.pieces.push(pieces);
      else groups.push({ pieces: [pieces], inTransaction });
    }
    return {
      parts: groups.flatMap(({ pieces, inTransaction }) => {
        const together = this.#place(...pieces);
        if (together !== null) return [{ sql: together, inTransaction }];
        // Texts that do not stand in the order in which they are sent.
        return pieces.map((one) => ({ sql: this.#place(one) ?? "", inTransaction }));
      }),
      unread: this.#unread,
    };
  }

  #literalFrom(at: number): Literal | undefined {
    return this.scanned.literals.find(({ from }) => from === at);
  }

  /** The texts where they stand in the file, each call ended with a semicolon in place of its quote. */
  #place(...calls: readonly (readonly Literal[])[]): string | null {
    let sql = "";
    for (const pieces of calls) {
      for (const { bodyFrom, bodyTo, text } of pieces) {
        if (text === null || bodyFrom < sql.length) return null;
        const said = this.#undo(text).padEnd(bodyTo - bodyFrom);
        sql += blank(this.#code.slice(sql.length, bodyFrom)) + said;
      }
      // A comment without a line end of its own would swallow the semicolon.
      const ended = sql.trimEnd().replace(/--[^\n']*$/, blank);
      const padding = blank(this.#code.slice(ended.length, sql.length));
      sql = ended.endsWith(";") ? ended + padding : `${ended + padding};`;
    }
    return sql + blank(this.#code.slice(sql.length));
  }
}

/** Where the bracket at `open` closes, in masked code; the end of the code where it does not. */
export function closing(masked: string, open: number): number {
  let depth = 0;
  for (let at = open; at < masked.length; at += 1) {
    if ("([{".includes(masked[at] ?? "")) depth += 1;
    else if (")]}".includes(masked[at] ?? "")) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return masked.length;
}

/** The match of a sticky pattern at a place. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  const sticky = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, "")}y`);
  sticky.lastIndex = at;
  return sticky.exec(text);
}
