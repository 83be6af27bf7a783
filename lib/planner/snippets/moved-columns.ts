import type { Column, Table } from "@/lib/catalog/model";
import type { SnippetTarget } from "@/lib/contracts/plan";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import type { DeployPart } from "../operation-plan";
import { camel, fieldTypes, modelWords } from "./words";

/** The release that reads and writes values in the table they have moved to. */
export function movedColumnsDeploy({
  table,
  columns,
  to,
  names,
}: {
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly to: Table;
  readonly names: readonly string[];
}): DeployPart {
  const [from, into] = [relationName(table), relationName(to)];
  const [left, right] = [modelWords(from, table.name), modelWords(into, to.name)];
  const old = columns.map(({ name }) => name).join(", ");
  const place = names.join(", ");
  const quoted = (list: readonly string[]) => list.map(quoteIdentifier).join(", ");
  const fields = (line: (name: string, types: ReturnType<typeof fieldTypes>) => string) =>
    names.map((name, at) => line(name, fieldTypes(columns[at]?.type ?? ""))).join("\n");
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- before\nSELECT ${quoted(columns.map(({ name }) => name))} FROM ${from};\n-- after\nSELECT ${quoted(names)} FROM ${into};`,
    rails: `class ${left.model} < ApplicationRecord\n${fields((name) => `  delegate :${name}, :${name}=, to: :${right.model.toLowerCase()}, allow_nil: true`)}\nend`,
    django: `class ${right.model}(models.Model):\n${fields((name, types) => `    ${name} = models.${types.django}`)}\n\n# migration: the database has it already: put AddField, or CreateModel, into\nmigrations.SeparateDatabaseAndState(state_operations=[...])`,
    prisma: `model ${right.model} {\n${fields((name, types) => `  ${camel(name)} ${types.prisma}? @map("${name}")`)}\n}`,
    drizzle: `export const ${camel(to.name)} = pgTable("${to.name}", {\n${fields((name, types) => `  ${camel(name)}: ${types.drizzle}("${name}"),`)}\n});`,
    typeorm: `// in ${right.model}\n${fields((name, types) => `@Column({ name: "${name}", type: "${types.typeorm}", nullable: true })\n${camel(name)}!: ${types.typescript} | null;`)}`,
    sqlalchemy: `class ${right.model}(Base):\n${fields((name, types) => `    ${name}: Mapped[...] = mapped_column("${name}", ${types.sqlalchemy})`)}`,
  };
  return {
    id: "deploy-new-place",
    before: "contract",
    title: `Release an app that reads and writes ${place} of ${into} only`,
    instructions:
      `Wherever the app used ${old} of ${from}, use ${place} of ${into}; where a row of ${into} may be missing, make it. ` +
      `Releases before and after this one run side by side while it rolls out: the database carries values over both ways.`,
    snippets,
    compatibleWith: [`Releases that use ${old} of ${from}`, `Releases that use ${place} of ${into}`],
  };
}
