import { codeToHtml } from "shiki";
import { CopyButton } from "./copy-button";

/** SQL coloured on the server: no highlighter reaches the browser; both themes are in the markup. */
export async function SqlBlock({ code, label = "SQL" }: { readonly code: string; readonly label?: string }) {
  const html = await codeToHtml(code, {
    lang: "sql",
    themes: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    defaultColor: "light-dark()",
  });
  return (
    <div className="relative rounded-control border border-line bg-sunken">
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
        tabIndex={0}
        aria-label={label}
        className="overflow-x-auto px-3.5 py-2.5 pr-12 text-[13px] leading-[1.55]"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: shiki escapes the code it is given
        dangerouslySetInnerHTML={{ __html: html }}
      />
      <CopyButton text={code} label={`Copy ${label}`} className="absolute right-1 top-1 bg-sunken!" />
    </div>
  );
}
