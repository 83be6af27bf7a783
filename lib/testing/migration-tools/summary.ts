import { TOOL_IDS } from "@/lib/contracts/constants";
import { missingTools, REAL_TOOLS } from ".";
import { toolsHome } from "./world";

/** Says at the end of `npm run test:tools` which tools were not there, and why. */
export default function setup(): () => Promise<void> {
  return async () => {
    const missing = await missingTools(toolsHome());
    for (const [tool, why] of missing) console.log(`skipped: ${tool}: ${why}`);
    const there = REAL_TOOLS.length - missing.size;
    const kept = TOOL_IDS.length - REAL_TOOLS.length;
    console.log(`Migration tools: ${there} there, ${missing.size} skipped, ${kept} held to kept files only.`);
  };
}
