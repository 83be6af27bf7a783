import type { SnippetTarget } from "@/lib/contracts/plan";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import type { DeployPart } from "../operation-plan";
import { camel, modelWords } from "./words";

/** The release that tells rows apart by the key that the partitioned table has. */
export function widerKeyDeploy({
  relation,
  table,
  from,
  key,
}: {
  readonly relation: string;
  readonly table: string;
  readonly from: readonly string[];
  readonly key: readonly string[];
}): DeployPart {
  const { model } = modelWords(relation, table);
  const names = key.map(quoteIdentifier).join(", ");
  const fields = key.map(camel);
  const quoted = (list: readonly string[]) => list.map((name) => `"${name}"`).join(", ");
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- no ON CONFLICT (${from.join(", ")}); both tables take this:\nINSERT INTO ${relation} (…) VALUES (…) ON CONFLICT DO NOTHING;\n-- and every query that can says all of the key:\nSELECT … FROM ${relation} WHERE ${key.map((name, at) => `${quoteIdentifier(name)} = $${at + 1}`).join(" AND ")};`,
    rails: `class ${model} < ApplicationRecord\n  self.primary_key = [${key.map((name) => `:${name}`).join(", ")}]  # Rails 7.1; upsert without unique_by until the switch\nend`,
    django: `class ${model}(models.Model):\n    pk = models.CompositePrimaryKey(${quoted(key)})  # Django 5.2; no bulk_create(unique_fields=…) until the switch`,
    prisma: `model ${model} {\n  @@id([${fields.join(", ")}])\n}`,
    drizzle: `export const ${camel(table)} = pgTable("${table}", { /* columns */ }, (t) => [primaryKey({ columns: [${fields.map((name) => `t.${name}`).join(", ")}] })]);`,
    typeorm: key.map((name) => `@PrimaryColumn({ name: "${name}" })`).join("\n"),
    sqlalchemy: `class ${model}(Base):\n    __mapper_args__ = {"primary_key": [${key.join(", ")}]}`,
  };
  return {
    id: "deploy-wider-key",
    before: "switch",
    title: `Release an app that takes (${names}) as the key of ${relation}`,
    instructions:
      `From the switch on ${relation} is partitioned and its primary key is (${names}): ON CONFLICT (${from.map(quoteIdentifier).join(", ")}) fails then, and ON CONFLICT (${names}) fails before. ` +
      `Name neither meanwhile. Queries that say all columns of the key, or the one it is partitioned by, read one partition; others read all.`,
    snippets,
    compatibleWith: [`Releases that name neither key in ON CONFLICT`],
  };
}
