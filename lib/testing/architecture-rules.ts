import { parseSync, Visitor } from "oxc-parser";
import { chainTo, type ImportGraph } from "./import-graph";

/**
 * The layers of the house from the ground up; a module imports from its own layer and from those before it.
 * The first layer whose pattern matches a path is the path's.
 */
export const LAYERS: readonly { readonly name: string; readonly paths: RegExp }[] = [
  { name: "contracts", paths: /^lib\/contracts\// },
  { name: "catalog model", paths: /^lib\/catalog\/model\.ts$/ },
  { name: "sql", paths: /^lib\/sql\// },
  { name: "catalog", paths: /^lib\/catalog\/(?!read\.ts)/ },
  { name: "change", paths: /^lib\/change\// },
  { name: "planner", paths: /^lib\/planner\// },
  { name: "review", paths: /^lib\/review\// },
  { name: "interop", paths: /^lib\/interop\// },
  { name: "governance decisions", paths: /^lib\/governance\/(?!load\.ts)/ },
  { name: "settings", paths: /^lib\/server\/(config|log|loopback|terminal-line)\.ts$/ },
  { name: "target", paths: /^lib\/target\// },
  { name: "catalog reading", paths: /^lib\/catalog\// },
  { name: "store", paths: /^lib\/store\// },
  { name: "audit", paths: /^lib\/audit\// },
  { name: "auth", paths: /^lib\/auth\// },
  { name: "governance loading", paths: /^lib\/governance\// },
  { name: "monitor", paths: /^lib\/monitor\// },
  { name: "executor", paths: /^lib\/executor\// },
  { name: "rehearsal", paths: /^lib\/rehearsal\// },
  { name: "use cases", paths: /^lib\/usecases\// },
  { name: "demo", paths: /^lib\/demo\// },
  { name: "server", paths: /^lib\/server\// },
  { name: "client", paths: /^lib\/client\// },
  { name: "components", paths: /^components\// },
  { name: "app", paths: /^app\// },
  { name: "processes", paths: /^bin\// },
];

/** Layers that only compute: no database, framework, disk, network, clock or chance. */
const PURE = [
  "contracts",
  "catalog model",
  "sql",
  "catalog",
  "change",
  "planner",
  "review",
  "interop",
  "governance decisions",
];

/** Node modules that only compute, or read the module's own program, where a pure module may have them. */
const COMPUTING: readonly { readonly module: RegExp; readonly target: string }[] = [
  { module: /^lib\/sql\/engine\.ts$/, target: "node:fs/promises" },
  { module: /^lib\/catalog\/fingerprint\.ts$/, target: "node:crypto" },
  { module: /^lib\/planner\//, target: "node:crypto" },
  { module: /^lib\/interop\//, target: "node:crypto" },
];

/** Clock, chance, timers and network that need no import. */
const AMBIENT = [
  ...["Date.now", "performance.now", "Math.random", "crypto.randomUUID", "crypto.getRandomValues"],
  ...["setTimeout", "setInterval", "setImmediate", "fetch"],
];

const IMPURE =
  /^(node:.*|pg|pg-.*|drizzle-orm(\/.*)?|next(\/.*)?|react(-.*)?(\/.*)?|graphile-worker|better-auth(\/.*)?)$/;

/** What must never be part of what a browser loads. */
const SERVER_ONLY =
  /^(node:.*|zod|pg|drizzle-orm(\/.*)?|graphile-worker|better-auth(?!\/(client|react)).*|lib\/(store|executor|monitor|target|audit|auth|usecases|server|demo|testing|change\/operations)\/.*)$/;

export interface Violation {
  readonly module: string;
  readonly because: string;
}

export function layerOf(path: string): string | null {
  return LAYERS.find(({ paths }) => paths.test(path))?.name ?? null;
}

/** How many modules each layer has; a rule over none has checked nothing. */
export function countByLayer(graph: ImportGraph): Record<string, number> {
  const counts = Object.fromEntries(LAYERS.map(({ name }) => [name, 0]));
  for (const path of graph.keys()) {
    const layer = layerOf(path);
    if (layer !== null) counts[layer] = (counts[layer] ?? 0) + 1;
  }
  return counts;
}

/** Imports, of types too, from a layer above one's own; and modules that lie in no layer. */
export function directionViolations(graph: ImportGraph): Violation[] {
  const rank = (path: string): number => LAYERS.findIndex(({ paths }) => paths.test(path));
  return [...graph].flatMap(([module, imports]) => {
    if (rank(module) < 0) return [{ module, because: "lies in no layer" }];
    return imports
      .filter(({ target }) => graph.has(target) && rank(target) > rank(module))
      .map(({ target }) => ({
        module,
        because: `${layerOf(module)} imports ${target} (${layerOf(target)})`,
      }));
  });
}

/** Pure modules that import, for use and not for types, something that is not pure. */
export function purityViolations(graph: ImportGraph): Violation[] {
  // The direction rule keeps pure modules from reaching impure ones of ours, so their own imports suffice.
  return [...graph]
    .filter(([module]) => isPure(module))
    .flatMap(([module, imports]) =>
      imports
        .filter(({ target, typeOnly }) => !typeOnly && IMPURE.test(target) && !mayCompute(module, target))
        .map(({ target }) => ({ module, because: `imports ${target}` })),
    );
}

/** Pure modules that ask the clock or draw lots: they are given `now` and ids. */
export function ambientViolations(sources: ReadonlyMap<string, string>): Violation[] {
  return [...sources]
    .filter(([module]) => isPure(module))
    .flatMap(([module, source]) => {
      const found: Violation[] = [];
      const visitor = new Visitor({
        CallExpression({ callee }) {
          if (callee.type === "Identifier" && AMBIENT.includes(callee.name)) {
            found.push({ module, because: `calls ${callee.name}` });
          }
          if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return;
          if (callee.property.type !== "Identifier") return;
          const name = `${callee.object.name}.${callee.property.name}`;
          if (AMBIENT.includes(name)) found.push({ module, because: `calls ${name}` });
        },
        NewExpression({ callee, arguments: given }) {
          if (callee.type === "Identifier" && callee.name === "Date" && given.length === 0) {
            found.push({ module, because: "asks the clock with new Date()" });
          }
        },
      });
      visitor.visit(parseSync(module, source).program);
      return found;
    });
}

/** Components, and the browser's part of lib, that reach server code through whatever chain. */
export function browserViolations(graph: ImportGraph): Violation[] {
  const isBrowser = (path: string): boolean => ["components", "client"].includes(layerOf(path) ?? "");
  return [...graph.keys()].filter(isBrowser).flatMap((module) => {
    const chain = chainTo(graph, module, (target) => SERVER_ONLY.test(target));
    return chain === null ? [] : [{ module, because: chain.join(" → ") }];
  });
}

const isPure = (path: string): boolean => PURE.includes(layerOf(path) ?? "");

const mayCompute = (module: string, target: string): boolean =>
  COMPUTING.some((allowed) => allowed.target === target && allowed.module.test(module));
