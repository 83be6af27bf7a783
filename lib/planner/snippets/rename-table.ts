import type { SnippetTarget } from "@/lib/contracts/plan";
import type { DeployPart } from "../operation-plan";
import { camel, modelWords } from "./words";

/** The release that says the table's new name. */
export function tableNameDeploys(table: string, to: string, relation: string): readonly DeployPart[] {
  const { model } = modelWords(relation, table);
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- say ${to} wherever it said ${table}`,
    rails: `class ${model} < ApplicationRecord\n  self.table_name = "${to}"\nend`,
    django: `class ${model}(models.Model):\n    class Meta:\n        db_table = "${to}"\n\n# migration: the table is there already\nmigrations.SeparateDatabaseAndState(\n    state_operations=[migrations.AlterModelTable("${model.toLowerCase()}", "${to}")],\n)`,
    prisma: `model ${model} {\n  @@map("${to}")\n}`,
    drizzle: `export const ${camel(table)} = pgTable("${to}", { /* as before */ });`,
    typeorm: `@Entity("${to}")\nexport class ${model} { /* as before */ }`,
    sqlalchemy: `class ${model}(Base):\n    __tablename__ = "${to}"`,
  };
  return [
    {
      id: "deploy-new-name",
      before: "contract",
      title: `Release an app that says ${to}`,
      instructions: `In code that works on ${relation}, say ${to} wherever it said ${table}, in all services and jobs. Releases before and after run side by side: both names reach the same rows.`,
      snippets,
      compatibleWith: [`Releases that say ${table}`, `Releases that say ${to}`],
    },
  ];
}
