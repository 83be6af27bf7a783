import type { SnippetTarget } from "@/lib/contracts/plan";
import { relationName } from "@/lib/sql/identifiers";
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

/** The release that says the table's new schema. */
export function tableSchemaDeploys(table: string, schema: string, relation: string): readonly DeployPart[] {
  const { model } = modelWords(relation, table);
  const after = relationName({ schema, name: table });
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- say ${after} wherever it said ${relation}`,
    rails: `class ${model} < ApplicationRecord\n  self.table_name = "${schema}.${table}"\nend`,
    django: `class ${model}(models.Model):\n    class Meta:\n        db_table = '"${schema}"."${table}"'\n\n# migration: the table is there already\nmigrations.SeparateDatabaseAndState(\n    state_operations=[migrations.AlterModelTable("${model.toLowerCase()}", '"${schema}"."${table}"')],\n)`,
    prisma: `model ${model} {\n  @@map("${table}")\n  @@schema("${schema}")\n}`,
    drizzle: `export const ${camel(table)} = pgSchema("${schema}").table("${table}", { /* as before */ });`,
    typeorm: `@Entity({ name: "${table}", schema: "${schema}" })\nexport class ${model} { /* as before */ }`,
    sqlalchemy: `class ${model}(Base):\n    __tablename__ = "${table}"\n    __table_args__ = {"schema": "${schema}"}`,
  };
  return [
    {
      id: "deploy-new-schema",
      before: "contract",
      title: `Release an app that says ${after}`,
      instructions: `Say ${after} wherever ${relation} is said, in all services and jobs. Releases before and after run side by side: both names reach the same rows.`,
      snippets,
      compatibleWith: [`Releases that say ${relation}`, `Releases that say ${after}`],
    },
  ];
}
