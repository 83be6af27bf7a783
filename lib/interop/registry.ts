import type { ToolId } from "@/lib/contracts/interop";
import { alembic } from "./alembic/tool";
import { atlas } from "./atlas/tool";
import { dbmate } from "./dbmate/tool";
import { django } from "./django/tool";
import { drizzle } from "./drizzle/tool";
import { flyway } from "./flyway/tool";
import { golangMigrate } from "./golang-migrate/tool";
import { goose } from "./goose/tool";
import { knex } from "./knex/tool";
import { liquibase } from "./liquibase/tool";
import { nodePgMigrate } from "./node-pg-migrate/tool";
import { pgroll } from "./pgroll/tool";
import { prisma } from "./prisma/tool";
import { rails } from "./rails/tool";
import { sequelize } from "./sequelize/tool";
import { sqitch } from "./sqitch/tool";
import { sql } from "./sql/tool";
import type { Tool } from "./tool";
import { typeorm } from "./typeorm/tool";

/** Every tool; does not compile while one is missing. */
export const TOOLS: { readonly [Id in ToolId]: Tool } = {
  sql,
  prisma,
  drizzle,
  knex,
  typeorm,
  sequelize,
  "node-pg-migrate": nodePgMigrate,
  dbmate,
  rails,
  alembic,
  django,
  flyway,
  liquibase,
  "golang-migrate": golangMigrate,
  goose,
  sqitch,
  atlas,
  pgroll,
};
