// The command line as a few files of JavaScript: reading hundreds of TypeScript sources takes longer than most commands.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STAMP = "made-from.json";
/** Another process may be running an older bundle; none takes this long to begin. */
const KEPT_MS = 3_600_000;

/** Where the bundles are: what is made from the dependencies goes with them. */
export const bundlesOf = (root = ROOT) => join(root, "node_modules", ".cache", "interlock");

/**
 * The path of the module with `main`: as it was bundled before where every source is what it was, else bundled anew.
 * Throws where that cannot be.
 */
export async function bundledCommandLine(root = ROOT) {
  return upToDate(root) ?? (await bundle(root));
}

/** Null where a file that went into the bundle, or came out, is no longer what it was. */
function upToDate(root) {
  try {
    const { module, states } = JSON.parse(readFileSync(join(bundlesOf(root), STAMP), "utf8"));
    return states.every(([path, state]) => stateOf(root, path) === state) ? join(root, module) : null;
  } catch {
    return null;
  }
}

/** Other after every write: nobody can set `ctime` back. */
function stateOf(root, path) {
  const { ctimeMs, size, ino } = statSync(join(root, path));
  return `${ino} ${size} ${ctimeMs}`;
}

async function bundle(root) {
  const { build } = await import("esbuild");
  const states = new Map();
  const note = (path) => {
    if (!states.has(path)) states.set(path, stateOf(root, path));
  };
  for (const path of ["bin/bundle.mjs", "package-lock.json", "tsconfig.json"]) note(path);
  const folder = bundlesOf(root);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["bin/interlock.ts"],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    // pg looks for a package that is not there, and the parser for a file beside it.
    external: ["pg", "libpg-query"],
    banner: {
      js: 'import { createRequire as requireFor } from "node:module"; const require = requireFor(import.meta.url);',
    },
    outdir: folder,
    // One name has one content, whoever writes it.
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    outExtension: { ".js": ".mjs" },
    write: false,
    logLevel: "silent",
    plugins: [
      {
        name: "note sources",
        setup({ onLoad }) {
          // Before it is read: a change in between is found at the next call.
          onLoad({ filter: /./ }, ({ path }) => {
            const own = relative(root, path);
            note(own);
            // A new file beside one of ours may be taken instead of it.
            if (!own.startsWith("node_modules")) note(dirname(own));
          });
        },
      },
    ],
  });
  mkdirSync(folder, { recursive: true });
  const made = outputFiles.map(({ path }) => relative(root, path));
  for (const { path, contents } of outputFiles) if (!existsSync(path)) put(path, contents);
  for (const path of made) note(path);
  const module = made.find((path) => relative(folder, join(root, path)).startsWith("interlock-"));
  put(join(folder, STAMP), JSON.stringify({ module, states: [...states] }));
  removeOld(folder, new Set(outputFiles.map(({ path }) => path)));
  return join(root, module);
}

/** Never seen in part. */
function put(path, contents) {
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, contents);
  renameSync(aside, path);
}

/** Bundles of sources that are no more. */
function removeOld(folder, kept) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!name.endsWith(".mjs") || kept.has(path)) continue;
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true });
  }
}
