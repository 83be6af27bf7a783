"use client";
import { useMemo, useState } from "react";
import { foldLines } from "./code-lines.model";
import { CopyButton } from "./copy-button";
import { cx } from "./cx";
import { type SqlTokenKind, sqlTokens } from "./sql-tokens.model";

const TOKEN_CLASS: Record<SqlTokenKind, string | undefined> = {
  keyword: "text-accent font-medium",
  string: "text-ok",
  comment: "text-ink-3 italic",
  number: "text-info",
  plain: undefined,
};

/**
 * Code in its own scrolling box, with copy beside it. Long code is folded until somebody asks for all of it. SQL is
 * coloured by a small tokenizer, because a highlighter in the browser would cost more than the page; server
 * components use `SqlBlock`, which colours by shiki.
 */
export function CodeBlock({
  code,
  language = "sql",
  label = "SQL",
  className,
  maxHeight,
}: {
  readonly code: string;
  readonly language?: "sql" | "text";
  readonly label?: string;
  readonly className?: string;
  /** CSS length; longer code scrolls instead of being folded. */
  readonly maxHeight?: string;
}) {
  const [isOpen, setOpen] = useState(false);
  const folded = useMemo(() => (maxHeight === undefined ? foldLines(code) : null), [code, maxHeight]);
  const shown = folded === null || isOpen ? code : folded.shown;
  const tokens = useMemo(
    () => (language === "sql" ? sqlTokens(shown) : [{ kind: "plain" as const, text: shown, at: 0 }]),
    [shown, language],
  );
  return (
    <div
      className={cx("overflow-hidden rounded-control border border-line bg-sunken text-[13px]", className)}
    >
      <div className="flex">
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
          tabIndex={0}
          aria-label={label}
          style={{ maxHeight }}
          className="min-w-0 flex-1 overflow-auto px-3.5 py-2.5 leading-[1.55] outline-offset-[-2px]"
        >
          <pre>
            <code>
              {tokens.map((token) => (
                <span key={token.at} className={TOKEN_CLASS[token.kind]}>
                  {token.text}
                </span>
              ))}
            </code>
          </pre>
        </section>
        <CopyButton text={code} label={`Copy ${label}`} className="m-1 shrink-0" />
      </div>
      {folded !== null && (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="flex min-h-8 w-full items-center border-t border-line px-3.5 text-left font-medium text-accent outline-offset-[-2px] hover:bg-hover"
        >
          {isOpen ? "Show less" : `Show all ${folded.lineCount} lines`}
        </button>
      )}
    </div>
  );
}
