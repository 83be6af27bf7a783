import { TOOL_IDS } from "@/lib/contracts/constants";
import type { RepositoryFile, ToolId } from "@/lib/contracts/interop";
import { alembicSigns } from "./alembic/detect";
import { atlasSigns } from "./atlas/detect";
import { type Clue, clueOf, type Signs } from "./clue";
import { dbmateSigns } from "./dbmate/detect";
import { djangoSigns } from "./django/detect";
import { drizzleSigns } from "./drizzle/detect";
import { flywaySigns } from "./flyway/detect";
import { golangMigrateSigns } from "./golang-migrate/detect";
import { gooseSigns } from "./goose/detect";
import { knexSigns } from "./knex/detect";
import { liquibaseSigns } from "./liquibase/detect";
import { nodePgMigrateSigns } from "./node-pg-migrate/detect";
import { pgrollSigns } from "./pgroll/detect";
import { prismaSigns } from "./prisma/detect";
import { railsSigns } from "./rails/detect";
import { sequelizeSigns } from "./sequelize/detect";
import { sqitchSigns } from "./sqitch/detect";
import { sqlSigns } from "./sql/detect";
import { typeormSigns } from "./typeorm/detect";

/** A tool that a repository's files speak for. */
export interface DetectedTool extends Clue {
  readonly tool: ToolId;
}

/** Does not compile while a tool is missing. */
const SIGNS: { readonly [Id in ToolId]: Signs } = {
  sql: sqlSigns,
  prisma: prismaSigns,
  drizzle: drizzleSigns,
  knex: knexSigns,
  typeorm: typeormSigns,
  sequelize: sequelizeSigns,
  "node-pg-migrate": nodePgMigrateSigns,
  dbmate: dbmateSigns,
  rails: railsSigns,
  alembic: alembicSigns,
  django: djangoSigns,
  flyway: flywaySigns,
  liquibase: liquibaseSigns,
  "golang-migrate": golangMigrateSigns,
  goose: gooseSigns,
  sqitch: sqitchSigns,
  atlas: atlasSigns,
  pgroll: pgrollSigns,
};

/**
 * The migration tools that a repository's files speak for: the certain ones first, then by how many migrations they have.
 * Plain SQL only where nothing else claims the files.
 */
export function detectTools(files: readonly RepositoryFile[]): readonly DetectedTool[] {
  const found = TOOL_IDS.filter((tool) => tool !== "sql").flatMap((tool) => detectTool(tool, files) ?? []);
  if (found.length === 0) return [detectTool("sql", files) ?? []].flat();
  return found.sort(
    (a, b) =>
      Number(b.confidence === "certain") - Number(a.confidence === "certain") ||
      b.migrations.length - a.migrations.length,
  );
}

/** What speaks for one tool; null where nothing does. */
export function detectTool(tool: ToolId, files: readonly RepositoryFile[]): DetectedTool | null {
  const clue = clueOf(SIGNS[tool], files);
  return clue === null ? null : { tool, ...clue };
}
