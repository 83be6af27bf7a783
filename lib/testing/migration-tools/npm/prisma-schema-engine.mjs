#!/usr/bin/env node
// Prisma's schema engine as npm has it (WebAssembly), behind the command line and the JSON-RPC of the native one, which
// Prisma's installer fetches from elsewhere. The CLI itself is as its makers built it. Runs in a project that finds the packages.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

// The packages of the project, not those of this file.
const ENGINE = "@prisma/schema-engine-wasm";
// It panics without a schema where it is not asked about one.
const NO_MODELS = 'datasource db {\n  provider = "postgresql"\n}\n';
const require = createRequire(`${process.cwd()}/`);
const load = (name) => import(require.resolve(name));
const [{ PrismaPg }, { bindMigrationAwareSqlAdapterFactory }, module] = await Promise.all([
  load("@prisma/adapter-pg"),
  load("@prisma/driver-adapter-utils"),
  load(`${ENGINE}/schema_engine_bg`),
]);

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: { datasource: { type: "string" }, datamodels: { type: "string", multiple: true } },
});
const { url } = JSON.parse(values.datasource ?? "{}");
const factory = sendingOneString(new PrismaPg({ connectionString: url, max: 1 }));

if (positionals.includes("can-connect-to-database")) {
  const adapter = await factory.connect();
  await adapter.executeScript("SELECT 1");
  process.exit(0);
}

const bytes = readFileSync(require.resolve(ENGINE).replace(/\.js$/, "_bg.wasm"));
const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": module });
module.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();
const datamodels = (values.datamodels ?? []).map((path) => [path, readFileSync(path, "utf8")]);
const engine = await module.SchemaEngine.new(
  { datamodels: datamodels.length > 0 ? datamodels : [["schema.prisma", NO_MODELS]] },
  (log) => process.stderr.write(`${log}\n`),
  bindMigrationAwareSqlAdapterFactory(factory),
);
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, ...(await answer(method, params)) })}\n`);
}
process.exit(0);

async function answer(method, params) {
  try {
    const name = method === "getDatabaseVersion" ? "version" : method;
    return { result: (await engine[name](params)) ?? null };
  } catch ({ message, code, meta }) {
    const data = { is_panic: false, message, error_code: code ?? null, meta: meta ?? null };
    return { error: { code: 4466, message, data } };
  }
}

/** The adapter cuts a script at every semicolon, also inside a function; the native engine falls back to one string. */
function sendingOneString(adapters) {
  for (const name of ["connect", "connectToShadowDb"]) {
    const connect = adapters[name].bind(adapters);
    adapters[name] = async () => {
      const adapter = await connect();
      adapter.executeScript = async (script) => {
        await adapter.client.query(script).catch((error) => adapter.onError(error));
      };
      return adapter;
    };
  }
  return adapters;
}
