import type { SnippetTarget } from "@/lib/contracts/plan";
import type { DeployPart } from "../operation-plan";
import { modelWords } from "./words";

/** The release that writes no row against a rule which the database is about to hold. */
export function obeyRuleDeploy({
  relation,
  table,
  rule,
}: {
  readonly relation: string;
  readonly table: string;
  /** `that …` */
  readonly rule: string;
}): DeployPart {
  const { model } = modelWords(relation, table);
  const text = rule.replaceAll(/\s+/g, " ");
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- Every INSERT and UPDATE of ${relation} makes sure ${text}.`,
    rails: `class ${model} < ApplicationRecord\n  validate :keeps_the_rule # ${text}\nend`,
    django: `class ${model}(models.Model):\n    def clean(self):\n        ...  # raise ValidationError unless: ${text}`,
    prisma: `// before ${model}.create and .update: make sure ${text}`,
    drizzle: `// before db.insert and db.update of ${table}: make sure ${text}`,
    typeorm: `@BeforeInsert()\n@BeforeUpdate()\nkeepTheRule() {\n  // throw unless: ${text}\n}`,
    sqlalchemy: `@event.listens_for(${model}, "before_insert")\n@event.listens_for(${model}, "before_update")\ndef keep_the_rule(mapper, connection, target):\n    ...  # raise ValueError unless: ${text}`,
  };
  return {
    id: "deploy-obey-rule",
    before: "backfill",
    title: `Release an app that makes sure ${text}`,
    instructions: `Nothing may write a row of ${relation} against the rule ${text}: no service, job or script. Once the next phase starts, such a write fails, and so does every update of a row that breaks the rule already.`,
    snippets,
    compatibleWith: ["Releases from before the rule", "Releases that keep the rule"],
  };
}
