import type { SnippetTarget } from "@/lib/contracts/plan";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import type { DeployPart } from "../operation-plan";
import { camel, fieldTypes, modelWords } from "./words";

export interface RenameWords {
  /** `schema.name` */
  readonly relation: string;
  readonly table: string;
  readonly column: string;
  readonly to: string;
  readonly type: string;
}

/** The two releases of a rename, with the code each framework needs. */
export function renameSnippets(words: RenameWords): readonly DeployPart[] {
  const { relation, column, to } = words;
  return [
    {
      id: "deploy-new-name",
      before: "contract",
      title: `Release an app that reads and writes only ${to}`,
      instructions:
        `In code that works on ${relation}, say ${to} wherever it said ${column}: reads, writes, filters, raw SQL. ` +
        `Releases before and after this one run side by side while it rolls out: the database keeps both columns equal.`,
      snippets: newName(words),
      compatibleWith: [`Releases that use ${column}`, `Releases that use ${to}`],
    },
    {
      id: "deploy-forget-old",
      before: "contract",
      title: `Release an app whose models no longer list ${column}`,
      instructions:
        `Many ORMs name every column they know in SELECT and INSERT. Take ${column} out of every model of ${relation}, ` +
        `in all services and jobs. After this release nothing may need ${column}.`,
      snippets: forgetOld(words),
      compatibleWith: [`Releases that use ${to}`],
    },
  ];
}

function newName({ relation, table, column, to, type }: RenameWords): Record<SnippetTarget, string> {
  const { model } = modelWords(relation, table);
  const field = fieldTypes(type);
  const [oldName, newName] = [quoteIdentifier(column), quoteIdentifier(to)];
  return {
    sql: `-- before\nSELECT ${oldName} FROM ${relation};\n-- after\nSELECT ${newName} FROM ${relation};`,
    rails: `# app/models: say ${to} in code, scopes, validations and raw SQL\nclass ${model} < ApplicationRecord\n  validates :${to}, presence: true # was :${column}\nend`,
    django: `class ${model}(models.Model):\n    ${to} = models.${field.django}  # new; use it everywhere\n    ${column} = models.${field.django}  # stays listed for one release\n\n# migration: the column is there already\nmigrations.SeparateDatabaseAndState(\n    state_operations=[migrations.AddField("${model.toLowerCase()}", "${to}", models.${field.django})],\n)`,
    prisma: `model ${model} {\n  ${camel(to)}  ${field.prisma}? @map("${to}")     // use this one\n  ${camel(column)}  ${field.prisma}? @map("${column}") // stays for one release\n}`,
    drizzle: `export const ${camel(table)} = pgTable("${table}", {\n  ${camel(to)}: ${field.drizzle}("${to}"), // was ${field.drizzle}("${column}")\n});`,
    typeorm: `@Column({ name: "${to}", type: "${field.typeorm}" }) // was name: "${column}"\n${camel(to)}!: ${field.typescript};`,
    sqlalchemy: `class ${model}(Base):\n    ${to}: Mapped[...] = mapped_column("${to}", ${field.sqlalchemy})  # was "${column}"`,
  };
}

function forgetOld({ relation, table, column, to, type }: RenameWords): Record<SnippetTarget, string> {
  const { model } = modelWords(relation, table);
  const field = fieldTypes(type);
  return {
    sql: `-- No statement may name ${quoteIdentifier(column)}, nor rely on the order or number of columns:\n-- no INSERT INTO ${relation} VALUES (…), no COPY ${relation} FROM without a column list.`,
    rails: `class ${model} < ApplicationRecord\n  self.ignored_columns += ["${column}"]\nend`,
    django: `class ${model}(models.Model):\n    ${to} = models.${field.django}  # ${column} is gone from the model\n\nmigrations.SeparateDatabaseAndState(\n    state_operations=[migrations.RemoveField("${model.toLowerCase()}", "${column}")],\n)`,
    prisma: `model ${model} {\n  ${camel(to)} ${field.prisma}? @map("${to}")\n  // no field for ${column}; do not let migrate create a migration that drops it\n}`,
    drizzle: `export const ${camel(table)} = pgTable("${table}", {\n  ${camel(to)}: ${field.drizzle}("${to}"), // no entry for ${column}\n});`,
    typeorm: `// ${model}: no @Column for ${column}; synchronize must be off\n@Column({ name: "${to}", type: "${field.typeorm}" })\n${camel(to)}!: ${field.typescript};`,
    sqlalchemy: `class ${model}(Base):\n    ${to}: Mapped[...] = mapped_column("${to}", ${field.sqlalchemy})  # no attribute for ${column}; no reflection`,
  };
}
