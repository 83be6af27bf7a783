// `npm start`, `npm run dev`, `npm run worker`, `npm run demo:reset`, `npm run secrets:rotate`: installs and
// builds what is missing, then goes on in TypeScript in this same process.
import { endWithNpm, ensureBuild, ensureDependencies, ROOT, requireNode, StartFailure } from "./prepare.mjs";

requireNode();
process.chdir(ROOT);
endWithNpm();
const say = (line) => console.log(line);
const flags = new Set(process.argv.slice(2));
const known = ["--dev", "--worker-only", "--demo-reset", "--rotate-secrets"];
const unknown = [...flags].find((flag) => !known.includes(flag));

try {
  if (unknown !== undefined) {
    throw new StartFailure(
      `There is no option ${unknown}. Options: ${known.join(", ")}. Settings are environment variables.`,
    );
  }
  await ensureDependencies(say);
  const { register } = await import("tsx/esm/api");
  register();
  if (flags.has("--worker-only")) {
    await import("./extra-worker.ts");
  } else if (flags.has("--demo-reset")) {
    await import("./demo-reset.ts");
  } else if (flags.has("--rotate-secrets")) {
    await import("./rotate-secrets.ts");
  } else {
    if (!flags.has("--dev")) await ensureBuild(say);
    await import("./supervisor.ts");
  }
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  console.error(error.message);
  process.exit(1);
}
