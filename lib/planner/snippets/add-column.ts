import type { SnippetTarget } from "@/lib/contracts/plan";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import type { DeployPart } from "../operation-plan";
import { camel, fieldTypes, modelWords } from "./words";

export interface AddWords {
  readonly relation: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/** The release that fills a column which must not stay empty and has no default. */
export function writeColumnDeploy({ relation, table, column, type }: AddWords): DeployPart {
  const { model } = modelWords(relation, table);
  const field = fieldTypes(type);
  const snippets: Record<SnippetTarget, string> = {
    sql: `INSERT INTO ${relation} (…, ${quoteIdentifier(column)}) VALUES (…, $n);`,
    rails: `class ${model} < ApplicationRecord\n  validates :${column}, presence: true\nend`,
    django: `class ${model}(models.Model):\n    ${column} = models.${field.django}  # set it wherever a row is made`,
    prisma: `model ${model} {\n  ${camel(column)} ${field.prisma} @map("${column}")\n}`,
    drizzle: `export const ${camel(table)} = pgTable("${table}", {\n  ${camel(column)}: ${field.drizzle}("${column}").notNull(),\n});`,
    typeorm: `@Column({ name: "${column}", type: "${field.typeorm}" })\n${camel(column)}!: ${field.typescript};`,
    sqlalchemy: `class ${model}(Base):\n    ${column}: Mapped[...] = mapped_column("${column}", ${field.sqlalchemy}, nullable=False)`,
  };
  return {
    id: "deploy-write-column",
    before: "backfill",
    title: `Release an app that always writes ${column}`,
    instructions: `Every insert into ${relation}, and every update of a row that lacks it, gives ${column} a value, in all services and jobs. Once the next phase starts, a write without it fails.`,
    snippets,
    compatibleWith: [`Releases that do not know ${column}`, `Releases that write ${column}`],
  };
}
