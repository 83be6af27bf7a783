#!/usr/bin/env node
// The command line. `tsx` runs the TypeScript sources; nothing else is loaded before a command needs it.
import { register } from "tsx/esm/api";

register();
const { main } = await import("./interlock.ts");
process.exitCode = await main(process.argv);
