import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ALL_OPERATION_WORDS } from "./registry";

const page = readFileSync(new URL("../../docs/sentences.md", import.meta.url), "utf8");

it.each(ALL_OPERATION_WORDS.map(({ kind, label, examples }) => ({ kind, label, examples })))(
  "docs/sentences.md shows the forms of $kind",
  ({ kind, label, examples }) => {
    const row = `| [${label}](operations/${kind}.md) | ${examples.map((one) => `\`${one}\``).join("<br>")} |`;
    expect(page).toContain(row);
  },
);
