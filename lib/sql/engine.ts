import { readFile } from "node:fs/promises";
import type { ParseResult } from "libpg-query";
import instantiate, { type PgQuery } from "libpg-query/wasm/libpg-query.js";

/** What the engine says of a text. Positions count characters (code points) from 0. */
export type Parsed<T> =
  | { readonly kind: "tree"; readonly tree: T }
  | { readonly kind: "syntax"; readonly message: string; readonly position: number }
  /** It ran out of stack or memory: nothing is known about the text. */
  | { readonly kind: "exhausted" };

/** The names under which this build exports emscripten_stack_restore and emscripten_stack_get_current. */
const STACK = { restore: "Q", current: "R" } as const;
const PAGE = 65_536;

let engine: Engine | null = null;
let loading: Promise<void> | null = null;

/** Loads PostgreSQL's own parser as WebAssembly. Await it once; every other function here is then synchronous. */
export async function loadEngine(): Promise<void> {
  loading ??= start();
  await loading;
}

/** The text, parsed with the grammar of PostgreSQL 18. Never throws on bad SQL. */
export function parseText(sql: string): Parsed<ParseResult> {
  return guarded<ParseResult>(({ pg }) =>
    withText(pg, sql, (text) => {
      const result = pg._wasm_parse_query_raw(text);
      if (!result) return { kind: "exhausted" };
      try {
        const error = pg.getValue(result + 8, "i32");
        if (error) {
          const message = pg.UTF8ToString(pg.getValue(error, "i32"));
          const position = Math.max(0, pg.getValue(error + 16, "i32") - 1);
          return isExhaustion(message) ? { kind: "exhausted" } : { kind: "syntax", message, position };
        }
        const tree = JSON.parse(pg.UTF8ToString(pg.getValue(result, "i32"))) as ParseResult;
        return { kind: "tree", tree };
      } finally {
        pg._wasm_free_parse_result(result);
      }
    }),
  );
}

/** The functions of a text, PL/pgSQL bodies parsed; errors have no position. */
export function parseProcedures(sql: string): Parsed<unknown> {
  return guarded(({ pg }) =>
    withText(pg, sql, (text) => {
      const result = pg._wasm_parse_plpgsql(text);
      try {
        // A result is always a JSON object; anything else is an error message.
        const answer = pg.UTF8ToString(result);
        if (answer.startsWith("{")) return { kind: "tree", tree: JSON.parse(answer) };
        return isExhaustion(answer)
          ? { kind: "exhausted" }
          : { kind: "syntax", message: answer, position: 0 };
      } finally {
        pg._wasm_free_string(result);
      }
    }),
  );
}

/** `memory exhausted` is how the grammar says "too many brackets"; the server calls that a syntax error as well. */
function isExhaustion(message: string): boolean {
  return /memory exhausted|out of memory|stack depth limit|invalid memory alloc|allocation failed/.test(
    message,
  );
}

/** A call that runs out of stack or memory leaves both as they were at that moment: the engine is put back. */
function guarded<T>(call: (engine: Engine) => Parsed<T>): Parsed<T> {
  if (!engine) throw new Error("loadParser() must be awaited before SQL is parsed");
  try {
    return call(engine);
  } catch (error) {
    if (!isExhausted(error)) throw error;
    engine.reset();
    return { kind: "exhausted" };
  }
}

/** V8 says RangeError for its own stack and for strings too long; the program exits where it gets no memory. */
function isExhausted(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  return (
    error instanceof RangeError ||
    error instanceof WebAssembly.RuntimeError ||
    name === "ExitStatus" ||
    code === "ERR_STRING_TOO_LONG"
  );
}

function withText<T>(pg: PgQuery, text: string, use: (pointer: number) => T): T {
  const size = pg.lengthBytesUTF8(text) + 1;
  const pointer = pg._malloc(size);
  if (!pointer) throw new RangeError("the text does not fit");
  try {
    pg.stringToUTF8(text, pointer, size);
    return use(pointer);
  } finally {
    pg._free(pointer);
  }
}

async function start(): Promise<void> {
  const module = await compile();
  let exports: WebAssembly.Exports = {};
  const pg = await instantiate({
    instantiateWasm(imports, done) {
      void WebAssembly.instantiate(module, imports).then((instance) => {
        exports = instance.exports;
        done(instance);
      });
    },
    // Out of memory, it lists its memory there.
    stdout: () => {},
    stderr: () => {},
  });
  engine = new Engine(pg, exports);
}

async function compile(): Promise<WebAssembly.Module> {
  let path = "";
  // The package knows where its program is, and tells only while it looks for it.
  await instantiate({
    locateFile(name, folder) {
      path = folder + name;
      throw new Error("only the place is wanted");
    },
  }).catch(() => {});
  return WebAssembly.compile(await readFile(path));
}

/** The program and its memory as it was in the beginning: all of it that is not zero. */
class Engine {
  readonly pg: PgQuery;
  readonly #restoreStack: (pointer: number) => void;
  readonly #stack: number;
  readonly #pages: readonly { readonly at: number; readonly bytes: Uint8Array }[];

  constructor(pg: PgQuery, exports: WebAssembly.Exports) {
    this.pg = pg;
    this.#restoreStack = exports[STACK.restore] as (pointer: number) => void;
    this.#stack = (exports[STACK.current] as () => number)();
    const first = pg._malloc(1);
    pg._free(first);
    const zero = new Uint8Array(PAGE);
    const pages: { at: number; bytes: Uint8Array }[] = [];
    for (let at = 0; at < first + PAGE; at += PAGE) {
      const bytes = pg.HEAPU8.subarray(at, at + PAGE);
      if (Buffer.compare(bytes, zero) !== 0) pages.push({ at, bytes: bytes.slice() });
    }
    this.#pages = pages;
  }

  /** As after loading. */
  reset(): void {
    const memory = this.pg.HEAPU8;
    memory.fill(0);
    for (const { at, bytes } of this.#pages) memory.set(bytes, at);
    this.#restoreStack(this.#stack);
  }
}
