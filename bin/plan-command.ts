import * as z from "zod";
import { describeOperation } from "@/lib/change/registry";
import { type ChangeWords, understandChange } from "@/lib/change/understand";
import { DEFAULT_POLICY } from "@/lib/contracts/environment";
import { Operation } from "@/lib/contracts/operation";
import type { Plan } from "@/lib/contracts/plan";
import type { Failure } from "@/lib/contracts/result";
import { planChange } from "@/lib/planner/plan";
import { planAsMarkdown, planAsSql } from "@/lib/planner/print";
import { readDatabase } from "./read-database";
import { readJsonFile, readTextFile } from "./read-input";

interface PlanFlags {
  readonly sql?: string;
  readonly change?: string;
  readonly database: string;
  readonly format: "json" | "sql" | "markdown";
}

/** As `POST /changes` takes it, without what only a server knows. */
const ChangeFile = z.object({
  title: z.string().optional(),
  operations: z.array(Operation).min(1).optional(),
  sql: z.string().optional(),
  sentence: z.string().optional(),
});

/** Plans without a server and prints the plan. Throws with one line a complaint where it is not understood. */
export async function planCommand(sentence: string | undefined, flags: PlanFlags): Promise<number> {
  const { title, words } = wordsOf(sentence, flags);
  const catalog = await readDatabase(flags.database);
  const understood = await understandChange(words, catalog);
  if (!understood.ok) throw new Error(complaints(understood.failure));
  const made = await planChange({
    title: title ?? understood.value.map(describeOperation).join("; ").slice(0, 200),
    operations: understood.value,
    catalog,
    policy: DEFAULT_POLICY,
    measured: [],
  });
  if (!made.ok) throw new Error(complaints(made.failure));
  const plan: Plan = {
    ...made.value,
    id: "local",
    changeId: "local",
    environmentId: "local",
    createdAt: new Date().toISOString(),
    supersededBy: null,
  };
  process.stdout.write(
    {
      json: () => `${JSON.stringify(plan, null, 2)}\n`,
      sql: () => planAsSql(plan),
      markdown: () => planAsMarkdown(plan),
    }[flags.format](),
  );
  return 0;
}

function wordsOf(
  sentence: string | undefined,
  { sql, change }: PlanFlags,
): { readonly title: string | undefined; readonly words: ChangeWords } {
  if ([sentence, sql, change].filter((one) => one !== undefined).length !== 1) {
    throw new Error("give exactly one of --sql, --change and a sentence");
  }
  if (sentence !== undefined) return { title: sentence, words: { sentence } };
  if (sql !== undefined) return { title: undefined, words: { sql: readTextFile(sql) } };
  const parsed = ChangeFile.safeParse(readJsonFile(change ?? ""));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`${change}: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { title, operations, sql: text, sentence: said } = parsed.data;
  if (operations) return { title, words: { operations } };
  if (text !== undefined) return { title, words: { sql: text } };
  if (said !== undefined) return { title, words: { sentence: said } };
  throw new Error(`${change}: give operations, sql or sentence`);
}

function complaints(failure: Failure): string {
  if (failure.code !== "input.invalid") return failure.message;
  return failure.errors.map(({ path, message }) => `${path}: ${message}`).join("\n");
}
