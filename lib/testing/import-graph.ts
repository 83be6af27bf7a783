import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseSync } from "oxc-parser";

/** One import of one module. A `typeOnly` import is gone when the program runs. */
export interface ModuleImport {
  /** A path from the root of the repository for our own modules (`lib/sql/parse.ts`), else the bare name (`pg`). */
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Modules by their path from the root of the repository, each with what it imports. */
export type ImportGraph = ReadonlyMap<string, readonly ModuleImport[]>;

const EXTENSIONS = ["", ".ts", ".tsx", ".mjs", ".css", ".json", "/index.ts", "/index.tsx"];

/** Fixtures give themselves away by what they import. A product module that imports one of them is found out as lost. */
const TEST_SUPPORT = /from "(vitest|[^"]*\/testing\/[^"]+)"/;

/** Every TypeScript source of the product below `folders`: without tests, what only they use, and declarations. */
export function readSources(root: string, folders: readonly string[]): Map<string, string> {
  const sources = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (/\.tsx?$/.test(path) && !/(\.test\.tsx?|\.d\.ts)$/.test(path)) {
        const source = readFileSync(join(root, path), "utf8");
        if (!TEST_SUPPORT.test(source)) sources.set(path, source);
      }
    }
  };
  for (const folder of folders) walk(folder);
  return sources;
}

/** Parses every source. Throws on one that does not parse: an unread file must not pass for a clean one. */
export function importGraph(sources: ReadonlyMap<string, string>): ImportGraph {
  return new Map([...sources].map(([path, source]) => [path, importsOf(path, source, sources)]));
}

/**
 * The shortest chain of imports that run from `from` to a module for which `isForbidden` holds, or null.
 * Imports that only carry types are not followed.
 */
export function chainTo(
  graph: ImportGraph,
  from: string,
  isForbidden: (target: string) => boolean,
): readonly string[] | null {
  const seen = new Set([from]);
  const queue: string[][] = [[from]];
  for (let chain = queue.shift(); chain !== undefined; chain = queue.shift()) {
    for (const { target, typeOnly } of graph.get(chain.at(-1) ?? "") ?? []) {
      if (typeOnly || seen.has(target)) continue;
      seen.add(target);
      const next = [...chain, target];
      if (isForbidden(target)) return next;
      queue.push(next);
    }
  }
  return null;
}

function importsOf(path: string, source: string, sources: ReadonlyMap<string, string>): ModuleImport[] {
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const found: ModuleImport[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    found.push({ target: resolveModule(path, specifier, sources), typeOnly });
  };
  for (const { moduleRequest, entries } of module.staticImports) {
    // `import "x"` has no entries and runs.
    add(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType));
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) if (moduleRequest) add(moduleRequest.value, isType);
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const text = source.slice(moduleRequest.start, moduleRequest.end);
    const literal = /^(["'])(.*)\1$/.exec(text)?.[2];
    if (literal !== undefined) add(literal, false);
  }
  return found;
}

function resolveModule(from: string, specifier: string, sources: ReadonlyMap<string, string>): string {
  const path = specifier.startsWith("@/")
    ? specifier.slice(2)
    : specifier.startsWith(".")
      ? posix.join(posix.dirname(from), specifier)
      : null;
  if (path === null) return specifier;
  const extension = EXTENSIONS.find((candidate) => sources.has(path + candidate));
  return extension === undefined ? path : path + extension;
}
