import type { Catalog } from "../catalog/model";
import { ok, type Result } from "../contracts/result";
import type { NewReview, Review } from "../contracts/review";
import { review } from "../review/review";
import { loadParser } from "../sql/parse";
import type { Asker } from "./asker";
import { readEnvironmentCatalog } from "./read-catalog";

/** What the SQL does statement by statement, and what is unsafe; with an environment, also from what is there. */
export async function reviewSql({ store }: Asker, input: NewReview): Promise<Result<Review>> {
  let catalog: Catalog | null = null;
  if (input.environmentId !== undefined) {
    const read = await readEnvironmentCatalog(store, input.environmentId);
    if (!read.ok) return read;
    catalog = read.value;
  }
  await loadParser();
  const file = review(input.sql, {
    serverMajor: input.pgVersion ?? catalog?.serverMajor ?? 15,
    inTransaction: input.inTransaction ?? false,
    ...(catalog ? { catalog } : {}),
  });
  return ok({ files: [file] });
}
