#!/usr/bin/env node
// The command line. `tsx` runs the TypeScript sources; nothing else is loaded before a command needs it.
import { fileURLToPath } from "node:url";
import { register } from "tsx/esm/api";

// The loader looks in the working directory, which is the repository that is reviewed.
process.env.TSX_TSCONFIG_PATH ??= fileURLToPath(new URL("../tsconfig.json", import.meta.url));
register();
const { main } = await import("./interlock.ts");
process.exitCode = await main(process.argv);
