import type { SnippetTarget } from "@/lib/contracts/plan";
import { quoteLiteral } from "@/lib/sql/identifiers";
import type { DeployPart } from "../operation-plan";
import { pascal } from "./words";

export interface LabelWords {
  /** `schema.name` of the enum. */
  readonly type: string;
  readonly value: string;
  /** SQL of what is said in its place. */
  readonly said: string;
}

/** The release that says a label no more that is about to go, and still reads it. */
export function otherLabelDeploy({ type, value, said }: LabelWords): DeployPart {
  const label = quoteLiteral(value);
  const name = pascal(type.split(".").at(-1) ?? type);
  const snippets: Record<SnippetTarget, string> = {
    sql: `-- write ${said} wherever ${label} was written; until the switch, reads may still give ${label}`,
    rails: `enum :state, { /* write ${said}; keep reading ${label} as the same */ }`,
    django: `class ${name}(models.TextChoices):\n    ...  # write ${said}; keep ${label} for reading until the switch`,
    prisma: `enum ${name} {\n  // write ${said}; keep ${label} listed until the switch, or reads of it fail\n}`,
    drizzle: `// pgEnum for ${type}: write ${said}; keep ${label} listed for reading until the switch`,
    typeorm: `// ${name}: write ${said}; keep ${label} for reading until the switch`,
    sqlalchemy: `# Enum ${name}: write ${said}; keep ${label} for reading until the switch`,
  };
  return {
    id: "deploy-other-label",
    before: "switch",
    title: `Release an app that says ${said} where it said ${label}`,
    instructions:
      `No service, job or script may write ${label} of ${type} any more: from the switch on such a write fails. Rows still have it until then, so it must be read. ` +
      "Let drivers that look types up once reconnect after the switch.",
    snippets,
    compatibleWith: [`Releases that say ${label}`, `Releases that say ${said}`],
  };
}
