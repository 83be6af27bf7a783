import { questionsAbout } from "../change/questions";
import { understandChange } from "../change/understand";
import type { Preview } from "../contracts/change";
import type { Operation } from "../contracts/operation";
import { ok, type Result } from "../contracts/result";
import { planChange } from "../planner/plan";
import { getEnvironment } from "../store/environments";
import { listMeasuredSteps } from "../store/measured-steps";
import type { Asker } from "./asker";
import { noEnvironment } from "./on-target";
import { readEnvironmentCatalog } from "./read-catalog";

/** A change said in one of the three ways, for one environment. */
export interface ChangeWords {
  readonly environmentId: string;
  readonly title: string;
  readonly operations?: readonly Operation[] | undefined;
  readonly sql?: string | undefined;
  readonly sentence?: string | undefined;
}

/** Understands and plans without storing anything. `catalogMaxAgeMs`: how old a picture of the schema will do. */
export async function planWords(
  { store }: Pick<Asker, "store">,
  words: ChangeWords,
  { catalogMaxAgeMs }: { catalogMaxAgeMs: number },
): Promise<Result<Preview>> {
  const environment = await getEnvironment(store.db, words.environmentId);
  if (!environment) return noEnvironment();
  const catalog = await readEnvironmentCatalog(store, words.environmentId, { maxAgeMs: catalogMaxAgeMs });
  if (!catalog.ok) return catalog;
  const understood = await understandChange(
    {
      ...(words.operations ? { operations: words.operations } : {}),
      ...(words.sql !== undefined ? { sql: words.sql } : {}),
      ...(words.sentence !== undefined ? { sentence: words.sentence } : {}),
    },
    catalog.value,
  );
  if (!understood.ok) return understood;
  const plan = await planChange({
    title: words.title,
    operations: understood.value,
    catalog: catalog.value,
    policy: environment.policy,
    measured: await listMeasuredSteps(store.db, environment.id),
  });
  if (!plan.ok) return plan;
  const questions = [...questionsAbout(understood.value, catalog.value)];
  return ok({ operations: understood.value, plan: plan.value, questions });
}
