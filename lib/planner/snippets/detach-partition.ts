import type { SnippetTarget } from "@/lib/contracts/plan";
import type { DeployPart } from "../operation-plan";
import { modelWords } from "./words";

/** The release that looks for the rows of a partition nowhere but in the partition itself. */
export function withoutPartitionDeploy({
  relation,
  table,
  partition,
}: {
  readonly relation: string;
  readonly table: string;
  readonly partition: string;
}): DeployPart {
  const { model } = modelWords(relation, table);
  const text = `rows that are in ${partition} are neither looked for in ${relation} nor written to it`;
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- Who still needs them says FROM ${partition}; ${text}.`,
    rails: `# ${model}: ${text}`,
    django: `# ${model}: ${text}`,
    prisma: `// ${model}: ${text}`,
    drizzle: `// ${table}: ${text}`,
    typeorm: `// ${model}: ${text}`,
    sqlalchemy: `# ${model}: ${text}`,
  };
  return {
    id: "deploy-without-partition",
    before: "contract",
    title: `Release an app that does without the rows of ${partition} in ${table}`,
    instructions: `Once the next phase runs, queries of ${relation} find no row of ${partition} any more, and an insert of such a row fails with "no partition of relation found for row". No service, job or report may count on either.`,
    snippets,
    compatibleWith: [`Releases that need rows of ${partition}`, "Releases that do not"],
  };
}
