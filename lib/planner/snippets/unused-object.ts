import type { SnippetTarget } from "@/lib/contracts/plan";
import type { DeployPart } from "../operation-plan";

/** The release that uses an object no more; `noun` as in "view", `name` as SQL writes it. */
export function unusedObjectDeploy(noun: string, name: string): DeployPart {
  const said = `no model, query, job or report names the ${noun} ${name}`;
  const hash = `# ${said}`;
  const slashes = `// ${said}`;
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- No statement may name the ${noun} ${name}.`,
    rails: hash,
    django: hash,
    prisma: slashes,
    drizzle: slashes,
    typeorm: slashes,
    sqlalchemy: hash,
  };
  return {
    id: `deploy-forget-${noun.replaceAll(" ", "-")}`,
    before: "contract",
    title: `Release an app that does not use the ${noun} ${name}`,
    instructions: `No service, job, report or script may rely on the ${noun} ${name} any more.`,
    snippets,
    compatibleWith: [`Releases that use ${name}`, "Releases that do not"],
  };
}
