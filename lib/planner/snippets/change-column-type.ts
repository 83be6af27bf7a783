import type { SnippetTarget } from "@/lib/contracts/plan";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import type { DeployPart } from "../operation-plan";
import { camel, fieldTypes, modelWords } from "./words";

export interface RetypeWords {
  readonly relation: string;
  readonly table: string;
  readonly column: string;
  readonly from: string;
  readonly to: string;
}

/** The release that works whichever of the two types the column has. */
export function bothTypesDeploy({ relation, table, column, from, to }: RetypeWords): DeployPart {
  const { model } = modelWords(relation, table);
  const field = fieldTypes(to);
  const name = quoteIdentifier(column);
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- no cast to ${from}, no parameter that is bound as ${from} and nothing else:\nSELECT ${name} FROM ${relation} WHERE ${name} = $1; -- let the server infer the type of $1`,
    rails: `class ${model} < ApplicationRecord\n  # read as either; attribute :${column} without a type until the switch is done\nend`,
    django: `class ${model}(models.Model):\n    ${column} = models.${field.django}  # takes ${from} as well\n\nmigrations.SeparateDatabaseAndState(\n    state_operations=[migrations.AlterField("${model.toLowerCase()}", "${column}", models.${field.django})],\n)`,
    prisma: `model ${model} {\n  ${camel(column)} ${field.prisma} @map("${column}") // check: the client must read ${from} too until the switch\n}`,
    drizzle: `export const ${camel(table)} = pgTable("${table}", {\n  ${camel(column)}: ${field.drizzle}("${column}"), // was ${from}; parse both when reading\n});`,
    typeorm: `@Column({ name: "${column}", type: "${field.typeorm}" }) // synchronize must be off; parse ${from} too\n${camel(column)}!: ${field.typescript};`,
    sqlalchemy: `class ${model}(Base):\n    ${column}: Mapped[...] = mapped_column("${column}", ${field.sqlalchemy})  # bind values the server can read as ${from} too`,
  };
  return {
    id: "deploy-accept-both-types",
    before: "switch",
    title: `Release an app that takes ${column} as ${from} and as ${to}`,
    instructions:
      `${column} of ${relation} keeps its name and becomes ${to} in one moment. Code that reads it must understand both types, and values it writes must be good for both. ` +
      `Prepared statements that return it fail once with "cached plan must not change result type" (0A000): make sure that the driver prepares again, or recycle the connections after the switch.`,
    snippets,
    compatibleWith: [`Releases that take ${column} as ${from}`, "Releases that take either type"],
  };
}
