// Makes the recorded observations again on PostgreSQL 13 to 17, and compares: `npm run test:versions [major …]`.
import { register } from "tsx/esm/api";

register();
const { compareVersions } = await import("./test-versions.ts");
process.exitCode = await compareVersions(process.argv.slice(2).map(Number));
