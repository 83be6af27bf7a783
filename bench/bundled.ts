import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "..");

/**
 * A module of this folder and all that it imports as one file, as the server and the command line run it. The test
 * runner's own way, module by module with a look-up at every use of an import, makes our code slower than it is.
 */
export async function bundled<T>(name: string): Promise<T> {
  // Inside the project: what stays outside the bundle is found from there.
  const folder = join(ROOT, "node_modules", ".cache", "interlock-bench");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${name}-${process.pid}.mjs`);
  try {
    await build({
      absWorkingDir: ROOT,
      entryPoints: [join(import.meta.dirname, `${name}.ts`)],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20.19",
      packages: "external",
      logLevel: "silent",
    });
    return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as T;
  } finally {
    rmSync(outfile, { force: true });
  }
}
