import { TOOL_LABELS } from "@/lib/contracts/constants";
import type { RepositoryFile, ToolId } from "@/lib/contracts/interop";
import type { ReviewedTool } from "@/lib/contracts/review";
import { parseSql } from "@/lib/sql/parse";
import { withoutPsql } from "@/lib/sql/psql";
import { alembicRules } from "./alembic/read";
import { atlasRules } from "./atlas/read";
import { dbmateRules } from "./dbmate/read";
import type { DetectedTool } from "./detect";
import { djangoRules } from "./django/read";
import { drizzleRules } from "./drizzle/read";
import { flywayRules } from "./flyway/read";
import { golangMigrateRules } from "./golang-migrate/read";
import { gooseRules } from "./goose/read";
import { knexRules } from "./knex/read";
import { liquibaseRules } from "./liquibase/read";
import { nodePgMigrateRules } from "./node-pg-migrate/read";
import { pgrollRules } from "./pgroll/read";
import { prismaRules } from "./prisma/read";
import { railsRules } from "./rails/read";
import { sequelizeRules } from "./sequelize/read";
import type { SourceMigration } from "./source-migration";
import type { SourceRules } from "./source-rules";
import { sqitchRules } from "./sqitch/read";
import { sqlRules } from "./sql/read";
import { typeormRules } from "./typeorm/read";

/** Does not compile while a tool is missing. */
const RULES: { readonly [Id in ToolId]: SourceRules } = {
  sql: sqlRules,
  prisma: prismaRules,
  drizzle: drizzleRules,
  knex: knexRules,
  typeorm: typeormRules,
  sequelize: sequelizeRules,
  "node-pg-migrate": nodePgMigrateRules,
  dbmate: dbmateRules,
  rails: railsRules,
  alembic: alembicRules,
  django: djangoRules,
  flyway: flywayRules,
  liquibase: liquibaseRules,
  "golang-migrate": golangMigrateRules,
  goose: gooseRules,
  sqitch: sqitchRules,
  atlas: atlasRules,
  pgroll: pgrollRules,
};

/** A migration of the team's, and whether the tool would still run it. */
export interface ImportedMigration extends SourceMigration {
  /** Null where nothing says what has run. */
  readonly isApplied: boolean | null;
  /** What the tool does with one that stands before one that has run; null where it runs it like any other. */
  readonly late: "refused" | "skipped" | null;
}

/**
 * A tool's migrations in the order in which it runs them, each as its file says it; `applied` are the names in its
 * history, null where there is none. `loadParser()` must have been awaited.
 */
export function importMigrations(
  { tool, migrations }: Pick<DetectedTool, "tool" | "migrations">,
  files: readonly RepositoryFile[],
  applied: readonly string[] | null,
): readonly ImportedMigration[] {
  const { read, isApplied, late } = RULES[tool];
  const all = read(migrations, files);
  if (applied === null) return all.map((migration) => ({ ...migration, isApplied: null, late: null }));
  const ran = all.map((migration) =>
    isApplied ? isApplied(migration, applied, all) : applied.includes(migration.name),
  );
  return all.map((migration, at) => {
    const isLate = late?.isLate ? late.isLate(migration, applied) : ran.includes(true, at + 1);
    const isDone = ran[at] ?? false;
    return { ...migration, isApplied: isDone, late: late && !isDone && isLate ? late.outcome : null };
  });
}

/** Whether the tool's history has a row for each migration; others keep where the database stands. */
export const hasRowForEach = (tool: ToolId): boolean => RULES[tool].isApplied === undefined;

/** What was recognised and how much of it has not run, for a person. */
export function describeTool(
  { tool, directory, confidence, because }: DetectedTool,
  migrations: readonly ImportedMigration[],
): ReviewedTool {
  const isKnown = migrations.every(({ isApplied }) => isApplied !== null);
  return {
    ...{ tool, label: TOOL_LABELS[tool], directory, confidence, because },
    total: migrations.length,
    pending: isKnown ? migrations.filter(({ isApplied }) => isApplied === false).length : null,
  };
}

/** A migration's way up as plain SQL, a statement after the other. `loadParser()` must have been awaited. */
export function plainSql({ parts }: SourceMigration): string {
  return parts
    .flatMap(({ sql }) => {
      const parsed = parseSql(withoutPsql(sql));
      return parsed.ok ? parsed.value.map((statement) => `${statement.sql};`) : [sql.trim()];
    })
    .join("\n");
}
