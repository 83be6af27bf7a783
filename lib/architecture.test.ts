import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  ambientViolations,
  browserViolations,
  countByLayer,
  directionViolations,
  LAYERS,
  purityViolations,
} from "./testing/architecture-rules";
import { importGraph, readSources } from "./testing/import-graph";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = readSources(root, ["lib", "components", "app", "bin"]);
for (const path of sources.keys()) if (path.startsWith("lib/testing/")) sources.delete(path);
const graph = importGraph(sources);

describe("the house", () => {
  it.each(LAYERS.map(({ name }) => name))("has modules in the layer %s", (name) => {
    expect(countByLayer(graph)[name]).toBeGreaterThan(0);
  });

  it("imports from the ground up only", () => {
    expect(directionViolations(graph)).toEqual([]);
  });

  it("keeps the pure layers free of databases, frameworks, disk and network", () => {
    expect(purityViolations(graph)).toEqual([]);
  });

  it("keeps the pure layers free of clock and chance", () => {
    expect(ambientViolations(sources)).toEqual([]);
  });

  it("keeps server code out of what a browser loads", () => {
    expect(browserViolations(graph)).toEqual([]);
  });

  it("resolves its own imports, so that every chain is followed", () => {
    const lost = [...graph].flatMap(([module, imports]) =>
      imports
        .filter(({ target }) => /^(lib|components|app|bin)\//.test(target) && !graph.has(target))
        .filter(({ target }) => !/\.(css|mjs|json)$/.test(target))
        .map(({ target }) => `${module} → ${target}`),
    );
    expect(lost).toEqual([]);
  });
});

describe("the check itself", () => {
  const planted = (files: Record<string, string>) => importGraph(new Map(Object.entries(files)));

  it("catches an import from above, of a type as well", () => {
    const found = directionViolations(
      planted({
        "lib/sql/a.ts": `import { b } from "../planner/b"; import type { S } from "@/lib/store/s";`,
        "lib/planner/b.ts": `import { a } from "../sql/a"; export const b = a;`,
        "lib/store/s.ts": "export type S = string;",
      }),
    );
    expect(found.map(({ because }) => because)).toEqual([
      "sql imports lib/planner/b.ts (planner)",
      "sql imports lib/store/s.ts (store)",
    ]);
  });

  it("catches a module that lies in no layer", () => {
    expect(directionViolations(planted({ "lib/helpers/x.ts": "export {};" }))).toHaveLength(1);
  });

  it.each([
    `import pg from "pg";`,
    `import { readFile } from "node:fs/promises";`,
    `export { eq } from "drizzle-orm";`,
    `const fs = await import("node:fs");`,
    `import "next/server";`,
  ])("catches %s in a pure module", (source) => {
    expect(purityViolations(planted({ "lib/planner/x.ts": source }))).toHaveLength(1);
  });

  it("lets a pure module have types of anything", () => {
    expect(purityViolations(planted({ "lib/planner/x.ts": `import type pg from "pg";` }))).toEqual([]);
  });

  it.each(["Date.now()", "new Date()", "Math.random()", "setTimeout(f, 1)"])(
    "catches %s in a pure module",
    (code) => {
      expect(ambientViolations(new Map([["lib/sql/x.ts", `export const x = ${code};`]]))).toHaveLength(1);
    },
  );

  it("takes a date that was given for what it is", () => {
    expect(ambientViolations(new Map([["lib/sql/x.ts", "export const x = new Date(0);"]]))).toEqual([]);
  });

  it("follows a component through other modules to the database", () => {
    const found = browserViolations(
      planted({
        "components/run/card.tsx": `import { format } from "@/lib/client/format"; export const Card = () => <p>{format()}</p>;`,
        "lib/client/format.ts": `export { format } from "../planner/format";`,
        "lib/planner/format.ts": `import { find } from "../store/find"; export const format = find;`,
        "lib/store/find.ts": `import pg from "pg"; export const find = pg;`,
      }),
    );
    expect(found.map(({ because }) => because)).toContain(
      "components/run/card.tsx → lib/client/format.ts → lib/planner/format.ts → lib/store/find.ts",
    );
  });

  it("catches a form that asks the recogniser of its operation", () => {
    const found = browserViolations(
      planted({
        "components/new-change/form.tsx": `import { form } from "@/lib/change/forms/x"; export const F = form;`,
        "lib/change/forms/x.ts": `import { words } from "../operations/x"; export const form = words;`,
        "lib/change/operations/x.ts": `export const words = "drop x";`,
      }),
    );
    expect(found).toHaveLength(1);
  });

  it("does not take a type for code that a browser loads", () => {
    const found = browserViolations(
      planted({
        "components/run/card.tsx": `import { type Row } from "@/lib/store/find"; export type R = Row;`,
        "lib/store/find.ts": "export type Row = string;",
      }),
    );
    expect(found).toEqual([]);
  });

  it("fails on a source that does not parse", () => {
    expect(() => planted({ "lib/sql/x.ts": "export const = ;" })).toThrow(/does not parse/);
  });
});
