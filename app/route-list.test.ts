import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { endpoints } from "@/lib/contracts/endpoints";

const APP = join(import.meta.dirname);
const METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);

/** The only calls that ask for nobody. Each is here because somebody must make it before signing in. */
const PUBLIC_CALLS = new Set([
  "GET /api/v1/health",
  "GET /api/v1/session",
  "POST /api/v1/session/demo",
  "GET /api/v1/setup",
  "POST /api/v1/setup",
  "GET /api/openapi.json",
]);
/** Handed to the auth library, with a list of its own of what is open. */
const AUTH_ROUTE = "/api/auth/[...all]";
/** Answers 404 to all that has no handler, whoever asks: it looks at nothing. */
const UNKNOWN_ROUTE = "/api/[...unknown]";
/** Pages that anybody may see, because they are how one gets in. */
const PUBLIC_PAGES = new Set(["/sign-in", "/set-up"]);

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const files = readdirSync(APP, { recursive: true, encoding: "utf8" }).map((name) => join(APP, name));
const named = (name: string) => files.filter((file) => file.endsWith(`${sep}${name}`)).sort();
const programOf = (file: string) => parseSync(file, readFileSync(file, "utf8")).program as unknown as Node;

/** `app/(console)/runs/[id]/page.tsx` → `/runs/[id]`: route groups are not part of the address. */
const addressOf = (file: string) =>
  `/${relative(APP, file)
    .split(sep)
    .slice(0, -1)
    .filter((part) => !/^\(.*\)$/.test(part))
    .join("/")}`;

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item);
  else if (value !== null && typeof value === "object") {
    if ("type" in value) yield value as Node;
    for (const inner of Object.values(value)) yield* nodesOf(inner);
  }
}

/** Where a local name was imported from; null when it was not. */
function importedFrom(program: Node, local: string): string | null {
  for (const node of program.body as Node[]) {
    if (node.type !== "ImportDeclaration") continue;
    const specifiers = node.specifiers as { local: { name: string } }[];
    if (specifiers.some((specifier) => specifier.local.name === local))
      return (node.source as { value: string }).value;
  }
  return null;
}

interface Export {
  readonly name: string;
  /** The function whose call made it: `route` for `export const GET = route({…})`. */
  readonly madeBy: string | null;
  readonly role: string | null;
}

function exportsOf(program: Node): Export[] {
  return (program.body as Node[]).flatMap((node): Export[] => {
    if (node.type === "ExportAllDeclaration") return [{ name: "*", madeBy: null, role: null }];
    if (node.type !== "ExportNamedDeclaration") return [];
    const declaration = node.declaration as Node | null;
    if (declaration?.type === "VariableDeclaration") {
      return (declaration.declarations as Node[]).map((declarator) => {
        const init = declarator.init as Node | null;
        const isCall = init?.type === "CallExpression" && (init.callee as Node).type === "Identifier";
        return {
          name: (declarator.id as { name: string }).name,
          madeBy: isCall ? (init.callee as unknown as { name: string }).name : null,
          role: isCall ? roleIn(init.arguments as Node[]) : null,
        };
      });
    }
    if (declaration?.id)
      return [{ name: (declaration.id as { name: string }).name, madeBy: null, role: null }];
    const specifiers = node.specifiers as { exported: { name: string } }[];
    return specifiers.map((s) => ({ name: s.exported.name, madeBy: null, role: null }));
  });
}

function roleIn([options]: Node[]): string | null {
  const properties = (options?.properties ?? []) as {
    key?: { name?: string };
    value?: { value?: unknown };
  }[];
  const role = properties.find((property) => property.key?.name === "role")?.value?.value;
  return typeof role === "string" ? role : null;
}

const calls = named("route.ts").flatMap((file) => {
  const program = programOf(file);
  return exportsOf(program)
    .filter((made) => METHODS.has(made.name) || made.name === "*")
    .map((made) => ({
      ...made,
      address: addressOf(file),
      call: `${made.name} ${addressOf(file)}`,
      from: made.madeBy && importedFrom(program, made.madeBy),
    }));
});
const guarded = calls.filter(({ address }) => address !== AUTH_ROUTE && address !== UNKNOWN_ROUTE);

describe("every route handler", () => {
  it("is found", () => {
    expect(guarded.length).toBeGreaterThan(12);
    expect(calls.filter(({ address }) => address === AUTH_ROUTE)).toHaveLength(2);
    expect(calls.filter(({ address }) => address === UNKNOWN_ROUTE)).toHaveLength(6);
  });

  it.each(guarded)("$call goes through the wrapper that asks who it is", ({ call, madeBy, from, role }) => {
    expect(from).toMatch(/_http\/route$/);
    if (PUBLIC_CALLS.has(call)) {
      expect(madeBy).toBe("publicRoute");
    } else {
      expect(madeBy).toBe("route");
      expect(role).not.toBeNull();
    }
  });

  it("is in the OpenAPI document with the same role, and the document names no other", () => {
    const described = (address: string) => address.replaceAll(/\[(\w+)\]/g, "{$1}");
    const found = guarded.map(
      ({ name, address, role }) => `${name} ${described(address)} ${role ?? "public"}`,
    );
    const listed = endpoints.map(({ method, path, role }) => `${method} ${path} ${role}`);
    expect(found.sort()).toEqual([...listed].sort());
  });
});

describe("every page", () => {
  const pages = named("page.tsx").map((file) => ({ file, address: addressOf(file) }));

  it("is found", () => {
    expect(pages.length).toBeGreaterThan(PUBLIC_PAGES.size);
    for (const address of PUBLIC_PAGES) expect(pages.map((page) => page.address)).toContain(address);
  });

  it.each(pages.filter(({ address }) => !PUBLIC_PAGES.has(address)))(
    "$address asks who it is",
    ({ file }) => {
      const program = programOf(file);
      expect(importedFrom(program, "requireViewer")).toMatch(/_server\/viewer$/);
      const main = (program.body as Node[]).find((node) => node.type === "ExportDefaultDeclaration");
      const asks = [...nodesOf(main)].some(
        (node) =>
          node.type === "AwaitExpression" &&
          (node.argument as Node).type === "CallExpression" &&
          ((node.argument as Node).callee as { name?: string }).name === "requireViewer",
      );
      expect(asks).toBe(true);
    },
  );
});

describe("server actions", () => {
  it("do not exist: each would be a door beside the wrapper", () => {
    const sources = files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));
    expect(sources.length).toBeGreaterThan(20);
    const actions = sources.filter((file) =>
      [...nodesOf(programOf(file))].some((node) => node.directive === "use server"),
    );
    expect(actions).toEqual([]);
  });
});
