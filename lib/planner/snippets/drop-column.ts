import type { SnippetTarget } from "@/lib/contracts/plan";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import type { DeployPart } from "../operation-plan";
import { camel, modelWords } from "./words";

/** The release whose models no longer list a column. */
export function forgetColumnDeploy({
  relation,
  table,
  column,
}: {
  readonly relation: string;
  readonly table: string;
  readonly column: string;
}): DeployPart {
  const { model } = modelWords(relation, table);
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- No statement may name ${quoteIdentifier(column)}, nor rely on the order or number of columns:\n-- no INSERT INTO ${relation} VALUES (…), no COPY ${relation} FROM without a column list.`,
    rails: `class ${model} < ApplicationRecord\n  self.ignored_columns += ["${column}"]\nend`,
    django: `# take the field out of ${model}, then\nmigrations.SeparateDatabaseAndState(\n    state_operations=[migrations.RemoveField("${model.toLowerCase()}", "${column}")],\n)`,
    prisma: `model ${model} {\n  // no field for ${column}; do not let migrate create a migration that drops it\n}`,
    drizzle: `export const ${camel(table)} = pgTable("${table}", { /* no entry for ${column} */ });`,
    typeorm: `// ${model}: no @Column for ${column}; synchronize must be off`,
    sqlalchemy: `class ${model}(Base):\n    ...  # no attribute for ${column}; no reflection`,
  };
  return {
    id: "deploy-forget-column",
    before: "contract",
    title: `Release an app whose models do not list ${column}`,
    instructions: `Many ORMs name every column they know in SELECT and INSERT. Take ${column} out of every model of ${relation}, in all services and jobs. While something still writes it, its tripwire moves, and contract refuses to drop it.`,
    snippets,
    compatibleWith: [`Releases that use ${column}`, `Releases that do not`],
  };
}
