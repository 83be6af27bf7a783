import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import Link from "next/link";
import { Fragment, type ReactNode } from "react";

/** A page of docs as elements, made on the server. What it does not know stays text; no HTML of the page is let through. */
export function Markdown({ text }: { readonly text: string }) {
  return <>{blocks(lexer(text))}</>;
}

const blocks = (tokens: readonly Token[]): ReactNode[] =>
  // biome-ignore lint/suspicious/noArrayIndexKey: the page never changes
  tokens.map((token, at) => <Fragment key={at}>{block(token)}</Fragment>);

function block(given: Token): ReactNode {
  const token = given as MarkedToken;
  switch (token.type) {
    case "space":
      return null;
    case "heading":
      return token.depth === 1 ? null : (
        <h2 className="mt-5 mb-2 text-[15px] font-semibold">{inline(token.tokens)}</h2>
      );
    case "paragraph":
      return <p className="my-2 max-w-[75ch] text-ink-2">{inline(token.tokens)}</p>;
    case "list":
      return <ul className="my-2 max-w-[75ch] list-disc pl-5 text-ink-2">{token.items.map(item)}</ul>;
    case "code":
      return (
        <pre className="my-2 overflow-x-auto rounded-control border border-line bg-sunken px-3 py-2 font-mono text-[13px]">
          <code>{token.text}</code>
        </pre>
      );
    case "table":
      return table(token);
    case "text":
      return token.tokens ? inline(token.tokens) : token.text;
    default:
      return token.raw;
  }
}

const item = ({ tokens, raw }: Tokens.ListItem): ReactNode => <li key={raw}>{blocks(tokens)}</li>;

function table({ header, rows }: Tokens.Table): ReactNode {
  return (
    <table className="my-2 text-left text-ink-2">
      <thead>
        <tr>
          {header.map(({ text, tokens }) => (
            <th key={text} className="border-b border-line py-1 pr-4 font-semibold">
              {inline(tokens)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.map(({ text }) => text).join()}>
            {row.map(({ text, tokens }) => (
              <td key={text} className="border-b border-line py-1 pr-4 align-top">
                {inline(tokens)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const inline = (tokens: readonly Token[]): ReactNode[] =>
  // biome-ignore lint/suspicious/noArrayIndexKey: the page never changes
  tokens.map((token, at) => <Fragment key={at}>{words(token)}</Fragment>);

function words(given: Token): ReactNode {
  const token = given as MarkedToken;
  switch (token.type) {
    case "codespan":
      return <code className="font-mono text-[13px] text-ink">{token.text}</code>;
    case "strong":
      return <strong className="text-ink">{inline(token.tokens)}</strong>;
    case "em":
      return <em>{inline(token.tokens)}</em>;
    case "link":
      return (
        <Link href={token.href.replace(/\.md$/, "")} className="prose-link">
          {inline(token.tokens)}
        </Link>
      );
    case "escape":
      return token.text;
    default:
      return "tokens" in token && token.tokens ? inline(token.tokens) : token.raw;
  }
}
