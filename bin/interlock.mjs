#!/usr/bin/env node
// The command line. A call bundles the sources where they are not what they were, and else begins with the bundle.
import module from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundledCommandLine, bundlesOf } from "./bundle.mjs";

// Node 22.1 keeps what it compiled for the next call; Node 20 cannot.
module.enableCompileCache?.(join(bundlesOf(), "compiled"));
const { main } = await commandLine();
process.exitCode = await main(process.argv);

async function commandLine() {
  let bundle;
  try {
    bundle = await bundledCommandLine();
  } catch {
    // Where nothing can be written, the sources run as they are.
    const { register } = await import("tsx/esm/api");
    // The loader looks in the working directory, which is the repository that is reviewed.
    process.env.TSX_TSCONFIG_PATH ??= fileURLToPath(new URL("../tsconfig.json", import.meta.url));
    register();
    return import("./interlock.ts");
  }
  return import(pathToFileURL(bundle).href);
}
