"use client";
import { useMemo } from "react";
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
 * Code in its own scrolling box, with copy. SQL is coloured by a small tokenizer, because a highlighter in the
 * browser would cost more than the page; server components use `SqlBlock`, which colours by shiki.
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
  /** CSS length; longer code scrolls. */
  readonly maxHeight?: string;
}) {
  const tokens = useMemo(
    () => (language === "sql" ? sqlTokens(code) : [{ kind: "plain" as const, text: code, at: 0 }]),
    [code, language],
  );
  return (
    <div className={cx("group relative rounded-control border border-line bg-sunken", className)}>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
        tabIndex={0}
        aria-label={label}
        style={{ maxHeight }}
        className="overflow-auto px-3.5 py-2.5 pr-12 text-[13px] leading-[1.55]"
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
      <CopyButton text={code} label={`Copy ${label}`} className="absolute right-1 top-1 bg-sunken!" />
    </div>
  );
}
