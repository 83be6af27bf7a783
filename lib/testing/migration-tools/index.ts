import type { ToolId } from "@/lib/contracts/interop";
import { alembic } from "./alembic";
import { dbmate } from "./dbmate";
import { django } from "./django";
import { drizzle } from "./drizzle";
import { knex } from "./knex";
import { liquibase } from "./liquibase";
import { nodePgMigrate } from "./node-pg-migrate";
import { prisma } from "./prisma";
import { rails } from "./rails";
import type { RealTool } from "./real-tool";
import { sequelize } from "./sequelize";
import { sqitch } from "./sqitch";
import { typeorm } from "./typeorm";

/** The tools that npm or Debian can install. The others' files are held to kept bytes only. */
export const REAL_TOOLS: readonly RealTool[] = [
  knex,
  nodePgMigrate,
  sequelize,
  dbmate,
  typeorm,
  drizzle,
  alembic,
  django,
  rails,
  sqitch,
  liquibase,
  prisma,
];

/** The tools that this machine lacks, each with why. */
export async function missingTools(home: string): Promise<ReadonlyMap<ToolId, string>> {
  const missing = new Map<ToolId, string>();
  for (const tool of REAL_TOOLS) {
    const why = await tool.missing(home);
    if (why !== null) missing.set(tool.id, why);
  }
  return missing;
}
