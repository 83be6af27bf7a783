export type SqlTokenKind = "keyword" | "string" | "comment" | "number" | "plain";
export interface SqlToken {
  readonly kind: SqlTokenKind;
  readonly text: string;
  /** Offset in the source: a stable key. */
  readonly at: number;
}

const KEYWORDS = new Set(
  `add after all alter analyze and any as asc before begin by cascade case check column comment commit
  concurrently constraint create cross database declare default deferrable delete desc distinct do drop each
  else elsif enable end exception exclude execute exists false for foreign from full function grant group having
  if in index inner insert into is join key language left like limit local lock loop mode not notify null of
  offset on only or order outer perform policy primary procedure raise reference references rename replace return
  returning returns revoke right rollback row schema select sequence set share start table temporary then to
  transaction trigger true truncate type union unique update usage using vacuum valid validate values view volatile
  when where while with`.split(/\s+/),
);

const PATTERN =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^']|'')*(?:'|$)|\$([A-Za-z_]*)\$[\s\S]*?(?:\$\3\$|$))|("(?:[^"]|"")*(?:"|$))|([A-Za-z_][\w$]*)|(\d+(?:\.\d+)?)|([^\w'"$/-]+|[\s\S])/g;

/** Splits SQL for colouring only: the concatenated texts always equal the source. */
export function sqlTokens(source: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const match of source.matchAll(PATTERN)) {
    const [text, comment, string, tag, , word, number] = match;
    if (tag !== undefined) {
      // A dollar-quoted body is code, not a value: colour it as such rather than paint a screenful green.
      const mark = tag.length + 2;
      tokens.push({ kind: "plain", text: text.slice(0, mark), at: match.index });
      for (const inner of sqlTokens(text.slice(mark))) {
        tokens.push({ ...inner, at: match.index + mark + inner.at });
      }
      continue;
    }
    let kind: SqlTokenKind = "plain";
    if (comment) kind = "comment";
    else if (string) kind = "string";
    else if (word) kind = KEYWORDS.has(word.toLowerCase()) ? "keyword" : "plain";
    else if (number) kind = "number";
    tokens.push({ kind, text, at: match.index });
  }
  return tokens;
}
