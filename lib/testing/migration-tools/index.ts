import { alembic } from "./alembic";
import { dbmate } from "./dbmate";
import { django } from "./django";
import { drizzle } from "./drizzle";
import { knex } from "./knex";
import { liquibase } from "./liquibase";
import { nodePgMigrate } from "./node-pg-migrate";
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
];
