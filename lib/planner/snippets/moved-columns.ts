import type { Column, Table } from "@/lib/catalog/model";
import type { SnippetTarget } from "@/lib/contracts/plan";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import type { DeployPart } from "../operation-plan";
import { forgetColumnDeploy } from "./drop-column";
import { unusedTableDeploy } from "./drop-table";
import { camel, fieldTypes, modelWords } from "./words";

interface Moved {
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly to: Table;
  readonly names: readonly string[];
}

/** The release that reads and writes values in the table they have moved to, and those that list the old columns no more. */
export function movedColumnsDeploys(moved: Moved): readonly DeployPart[] {
  const { table, columns, to, names } = moved;
  const into = relationName(to);
  const owner = modelWords(into, to.name).model.toLowerCase();
  const delegated = names.map((name) => `  delegate :${name}, :${name}=, to: :${owner}, allow_nil: true`);
  const { model } = modelWords(relationName(table), table.name);
  return [
    newPlaceDeploy(moved, {
      instructions: `where a row of ${into} may be missing, make it.`,
      rails: `class ${model} < ApplicationRecord\n${delegated.join("\n")}\nend`,
    }),
    ...columns.map(({ name }) =>
      forgetColumnDeploy({ relation: relationName(table), table: table.name, column: name }),
    ),
  ];
}

/** The release that reads and writes the values of a table in the one it is merged into, and the one that uses it no more. */
export function mergedTableDeploys(moved: Moved): readonly DeployPart[] {
  const { table, to, names } = moved;
  const from = relationName(table);
  const { model } = modelWords(relationName(to), to.name);
  return [
    newPlaceDeploy(moved, {
      instructions: `where there was no row of ${from} they are null, and no default gives them a value: give it.`,
      rails: `class ${model} < ApplicationRecord\n  # its own now, no longer delegated: ${names.join(", ")}\nend`,
    }),
    unusedTableDeploy(table.name, from),
  ];
}

function newPlaceDeploy(
  { table, columns, to, names }: Moved,
  said: { readonly instructions: string; readonly rails: string },
): DeployPart {
  const [from, into] = [relationName(table), relationName(to)];
  const right = modelWords(into, to.name);
  const old = columns.map(({ name }) => name).join(", ");
  const place = names.join(", ");
  const quoted = (list: readonly string[]) => list.map(quoteIdentifier).join(", ");
  const fields = (line: (name: string, types: ReturnType<typeof fieldTypes>) => string) =>
    names.map((name, at) => line(name, fieldTypes(columns[at]?.type ?? ""))).join("\n");
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- before\nSELECT ${quoted(columns.map(({ name }) => name))} FROM ${from};\n-- after\nSELECT ${quoted(names)} FROM ${into};`,
    rails: said.rails,
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
      `Wherever the app used ${old} of ${from}, use ${place} of ${into}; ${said.instructions} ` +
      `Releases before and after this one run side by side while it rolls out: the database carries values over both ways.`,
    snippets,
    compatibleWith: [`Releases that use ${old} of ${from}`, `Releases that use ${place} of ${into}`],
  };
}
