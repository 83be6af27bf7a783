import type { SnippetTarget } from "@/lib/contracts/plan";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import type { DeployPart } from "../operation-plan";
import { camel, fieldTypes, modelWords } from "./words";

interface Words {
  readonly relation: string;
  readonly table: string;
  readonly column: string;
}

/** The release that reads and writes a value in the table it has moved to. */
export function movedColumnDeploy(from: Words, to: Words & { readonly type: string }): DeployPart {
  const [left, right] = [modelWords(from.relation, from.table), modelWords(to.relation, to.table)];
  const field = fieldTypes(to.type);
  const name = to.column;
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- before\nSELECT ${quoteIdentifier(from.column)} FROM ${from.relation};\n-- after\nSELECT ${quoteIdentifier(name)} FROM ${to.relation};`,
    rails: `# ${left.model}: read and write it where it is now\nclass ${left.model} < ApplicationRecord\n  delegate :${name}, :${name}=, to: :${right.model.toLowerCase()}, allow_nil: true\nend`,
    django: `class ${right.model}(models.Model):\n    ${name} = models.${field.django}\n\n# migration: the column is there already\nmigrations.SeparateDatabaseAndState(\n    state_operations=[migrations.AddField("${right.model.toLowerCase()}", "${name}", models.${field.django})],\n)`,
    prisma: `model ${right.model} {\n  ${camel(name)} ${field.prisma}? @map("${name}")\n}`,
    drizzle: `export const ${camel(to.table)} = pgTable("${to.table}", {\n  ${camel(name)}: ${field.drizzle}("${name}"),\n});`,
    typeorm: `// in ${right.model}\n@Column({ name: "${name}", type: "${field.typeorm}", nullable: true })\n${camel(name)}!: ${field.typescript} | null;`,
    sqlalchemy: `class ${right.model}(Base):\n    ${name}: Mapped[...] = mapped_column("${name}", ${field.sqlalchemy})`,
  };
  return {
    id: "deploy-new-place",
    before: "contract",
    title: `Release an app that reads and writes only ${to.relation}.${name}`,
    instructions:
      `Wherever the app used ${from.column} of ${from.relation}, use ${name} of ${to.relation}; where a row of ${to.relation} may be missing, make it. ` +
      `Releases before and after this one run side by side while it rolls out: the database carries values over both ways.`,
    snippets,
    compatibleWith: [
      `Releases that use ${from.relation}.${from.column}`,
      `Releases that use ${to.relation}.${name}`,
    ],
  };
}
