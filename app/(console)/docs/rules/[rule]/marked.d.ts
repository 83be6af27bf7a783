/** What the pages of rules need of the library: the kinds of token that `markdown.tsx` shows. */
declare module "marked" {
  interface Leaf {
    readonly type: "space" | "code" | "codespan" | "escape" | "html" | "hr" | "br" | "def";
    readonly raw: string;
    readonly text: string;
  }
  interface Branch {
    readonly type: "paragraph" | "strong" | "em" | "del" | "blockquote";
    readonly raw: string;
    readonly text: string;
    readonly tokens: Token[];
  }
  interface Text {
    readonly type: "text";
    readonly raw: string;
    readonly text: string;
    readonly tokens?: Token[];
  }
  interface Heading extends Omit<Branch, "type"> {
    readonly type: "heading";
    readonly depth: number;
  }
  interface Link extends Omit<Branch, "type"> {
    readonly type: "link";
    readonly href: string;
  }
  export interface ListItem extends Omit<Branch, "type"> {
    readonly type: "list_item";
  }
  interface List {
    readonly type: "list";
    readonly raw: string;
    readonly items: ListItem[];
  }
  interface Cell {
    readonly text: string;
    readonly tokens: Token[];
  }
  export interface Table {
    readonly type: "table";
    readonly raw: string;
    readonly header: Cell[];
    readonly rows: Cell[][];
  }
  export type Token = Leaf | Branch | Text | Heading | Link | List | ListItem | Table;
  export function lexer(text: string): Token[];
}
