import type { Column } from "@/lib/catalog/model";
import type { SnippetTarget } from "@/lib/contracts/plan";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import type { DeployPart } from "../operation-plan";
import { camel, fieldTypes, modelWords } from "./words";

/** The release that speaks to the columns which take the place of others. */
export function newColumnsDeploy({
  relation,
  table,
  olds,
  nexts,
}: {
  readonly relation: string;
  readonly table: string;
  readonly olds: readonly string[];
  readonly nexts: readonly Column[];
}): DeployPart {
  const { model } = modelWords(relation, table);
  const [before, after] = [olds.join(", "), nexts.map(({ name }) => name).join(", ")];
  const fields = (line: (name: string, types: ReturnType<typeof fieldTypes>) => string) =>
    nexts.map(({ name, type }) => line(name, fieldTypes(type))).join("\n");
  const quoted = (names: readonly string[]) => names.map(quoteIdentifier).join(", ");
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- before\nSELECT ${quoted(olds)} FROM ${relation};\n-- after\nSELECT ${quoted(nexts.map(({ name }) => name))} FROM ${relation};`,
    rails: `# app/models: say ${after} in code, scopes, validations and raw SQL\nclass ${model} < ApplicationRecord\n  # was ${before}\nend`,
    django: `class ${model}(models.Model):\n${fields((name, types) => `    ${name} = models.${types.django}`)}\n\n# migration: the columns are there already\nmigrations.SeparateDatabaseAndState(state_operations=[\n${fields((name, types) => `    migrations.AddField("${model.toLowerCase()}", "${name}", models.${types.django}),`)}\n])`,
    prisma: `model ${model} {\n${fields((name, types) => `  ${camel(name)} ${types.prisma}? @map("${name}")`)}\n}`,
    drizzle: `export const ${camel(table)} = pgTable("${table}", {\n${fields((name, types) => `  ${camel(name)}: ${types.drizzle}("${name}"),`)}\n});`,
    typeorm: fields(
      (name, types) =>
        `@Column({ name: "${name}", type: "${types.typeorm}", nullable: true })\n${camel(name)}!: ${types.typescript} | null;`,
    ),
    sqlalchemy: `class ${model}(Base):\n${fields((name, types) => `    ${name}: Mapped[...] = mapped_column("${name}", ${types.sqlalchemy})`)}`,
  };
  return {
    id: "deploy-new-columns",
    before: "contract",
    title: `Release an app that reads and writes only ${after}`,
    instructions:
      `In code that works on ${relation}, use ${after} wherever it used ${before}: reads, writes, filters, raw SQL. ` +
      `Releases before and after this one run side by side while it rolls out: the database keeps both in step.`,
    snippets,
    compatibleWith: [`Releases that use ${before}`, `Releases that use ${after}`],
  };
}
