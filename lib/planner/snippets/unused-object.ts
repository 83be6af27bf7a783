import type { SnippetTarget } from "@/lib/contracts/plan";
import type { DeployPart } from "../operation-plan";

/** The release that uses an object no more; `noun` as in "view", `name` as SQL writes it. */
export function unusedObjectDeploy(noun: string, name: string): DeployPart {
  return unusedDeploy(`deploy-forget-${noun.replaceAll(" ", "-")}`, `the ${noun} ${name}`, name);
}

/** The release that no longer uses some columns of a view; all as SQL writes them. */
export function unusedViewColumnsDeploy(view: string, columns: readonly string[]): DeployPart {
  const listed = columns.join(", ");
  const what = `the ${columns.length > 1 ? "columns" : "column"} ${listed} of the view ${view}`;
  return unusedDeploy("deploy-forget-view-columns", what, listed);
}

function unusedDeploy(id: string, what: string, name: string): DeployPart {
  const said = `no model, query, job or report names ${what}`;
  const hash = `# ${said}`;
  const slashes = `// ${said}`;
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- No statement may name ${what}.`,
    rails: hash,
    django: hash,
    prisma: slashes,
    drizzle: slashes,
    typeorm: slashes,
    sqlalchemy: hash,
  };
  return {
    id,
    before: "contract",
    title: `Release an app that does not use ${what}`,
    instructions: `No service, job, report or script may rely on ${what} any more.`,
    snippets,
    compatibleWith: [`Releases that use ${name}`, "Releases that do not"],
  };
}
