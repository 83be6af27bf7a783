import type { SnippetTarget } from "@/lib/contracts/plan";
import type { DeployPart } from "../operation-plan";
import { camel, modelWords } from "./words";

/** The release that uses a table no more. */
export function unusedTableDeploy(table: string, relation: string): DeployPart {
  const { model } = modelWords(relation, table);
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- No statement may name ${relation}.`,
    rails: `# delete app/models/${model.toLowerCase()}.rb and every association with it`,
    django: `# delete the model, then\nmigrations.SeparateDatabaseAndState(\n    state_operations=[migrations.DeleteModel("${model}")],\n)`,
    prisma: `// delete model ${model}; do not let migrate create a migration that drops it`,
    drizzle: `// delete ${camel(table)} and every relation with it`,
    typeorm: `// delete the entity ${model}; synchronize must be off`,
    sqlalchemy: `# delete class ${model} and every relationship() with it`,
  };
  return {
    id: "deploy-forget-table",
    before: "contract",
    title: `Release an app that does not use ${table}`,
    instructions: `No service, job, report or script may read or write ${relation} any more, nor list it in a model.`,
    snippets,
    compatibleWith: [`Releases that use ${table}`, `Releases that do not`],
  };
}
