import { readFileSync } from "node:fs";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { RULE_IDS } from "@/lib/contracts/constants";
import { Markdown } from "./(console)/docs/rules/[rule]/markdown";

const shown = (text: string) => renderToStaticMarkup(createElement(Markdown, { text }));

it.each(RULE_IDS)("the page of %s is shown whole, without marks of its text", (id) => {
  const html = shown(readFileSync(new URL(`../docs/rules/${id}.md`, import.meta.url), "utf8"));
  expect(html).toContain("Problem</h2>");
  const outsideCode = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, "");
  expect(outsideCode).not.toMatch(/```|`|\*\*|^#|\]\(|\|/m);
});

it("lets no HTML of a page through", () => {
  expect(shown('a <b onclick="x">c</b>\n\n<script>alert(1)</script>\n')).not.toMatch(/<b|<script/);
});

it("leads from one page to the other", () => {
  expect(shown("see [drop](drop-table.md)")).toContain('href="drop-table"');
});
