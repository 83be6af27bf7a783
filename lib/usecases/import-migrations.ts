import type { Catalog } from "../catalog/model";
import type { ImportedFile, MigrationImport, NewImport } from "../contracts/import";
import { ok, type Result } from "../contracts/result";
import { detectTool, detectTools } from "../interop/detect";
import { describeTool, type ImportedMigration, importMigrations, plainSql } from "../interop/import-pending";
import { recordedButMissing } from "../interop/recorded-but-missing";
import { reviewMigration } from "../interop/review-migration";
import { Known } from "../sql/facts/known";
import { loadParser } from "../sql/parse";
import { findToolHistories } from "../target/tool-history";
import type { Asker } from "./asker";
import { onTarget } from "./on-target";
import { readEnvironmentCatalog } from "./read-catalog";

/**
 * A team's migrations as their tool runs them: which tool, which of them have run on the environment, and what those
 * that have not do to everybody else. Nothing is run and nothing is kept.
 */
export async function importForReview({ store }: Asker, input: NewImport): Promise<Result<MigrationImport>> {
  const { files, environmentId } = input;
  await loadParser();
  const tools = detectTools(files);
  const wanted = input.tool === undefined ? tools[0] : detectTool(input.tool, files);
  const from = environmentId === undefined ? null : await readEnvironment({ store }, environmentId);
  if (from && !from.ok) return from;
  const read = (detected: (typeof tools)[number]) => {
    const found = from?.value.histories.find(({ tool }) => tool === detected.tool);
    return importMigrations(detected, files, found?.applied ?? null);
  };
  const migrations = wanted ? read(wanted) : [];
  const shown = wanted && !tools.some(({ tool }) => tool === wanted.tool) ? [wanted, ...tools] : tools;
  const history = from?.value.histories.find(({ tool }) => tool === wanted?.tool)?.history ?? null;
  return ok({
    tools: shown.map((detected) => describeTool(detected, read(detected))),
    tool: wanted?.tool ?? null,
    history,
    recordedButMissing:
      wanted && from && history !== null
        ? recordedButMissing(wanted.tool, migrations, from.value.catalog)
        : null,
    migrations: wanted ? reviewed(wanted.tool, migrations, input, from?.value.catalog ?? null) : [],
  });
}

async function readEnvironment({ store }: Pick<Asker, "store">, environmentId: string) {
  const catalog = await readEnvironmentCatalog(store, environmentId);
  if (!catalog.ok) return catalog;
  const session = { applicationName: "interlock:check", statementTimeoutMs: 10_000 } as const;
  const histories = await onTarget(store, environmentId, session, findToolHistories);
  return histories.ok ? ok({ catalog: catalog.value, histories: histories.value }) : histories;
}

/** Those that are asked for are one history, in order. */
function reviewed(
  tool: Parameters<typeof reviewMigration>[0],
  migrations: readonly ImportedMigration[],
  { only, pgVersion }: NewImport,
  start: Catalog | null,
): ImportedFile[] {
  const known = start ? new Known(start) : Known.nothing();
  return migrations.map((migration) => {
    const { name, path, isApplied, late } = migration;
    const isWanted = only ? only.includes(name) : isApplied !== true;
    if (!isWanted) return { name, path, isApplied, late, sql: plainSql(migration), review: null };
    const serverMajor = pgVersion ?? start?.serverMajor ?? 15;
    const review = reviewMigration(tool, migration, { serverMajor, known });
    return { name, path, isApplied, late, sql: plainSql(migration), review };
  });
}
