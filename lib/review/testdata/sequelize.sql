CREATE TABLE IF NOT EXISTS "SequelizeMeta" ("name" VARCHAR(255) NOT NULL UNIQUE, PRIMARY KEY ("name"));
DO 'BEGIN CREATE TYPE "public"."enum_orders_state" AS ENUM(''new'', ''sent''); EXCEPTION WHEN duplicate_object THEN null; END';
CREATE TABLE IF NOT EXISTS "orders" ("id"  SERIAL , "state" "public"."enum_orders_state" DEFAULT 'new', "total" DECIMAL(10,2), "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL, PRIMARY KEY ("id"));
ALTER TABLE "public"."orders" ADD COLUMN "note" VARCHAR(255); COMMENT ON COLUMN "public"."orders"."note" IS 'free text';
ALTER TABLE "orders" ALTER COLUMN "total" SET NOT NULL;ALTER TABLE "orders" ALTER COLUMN "total" DROP DEFAULT;ALTER TABLE "orders" ALTER COLUMN "total" TYPE DECIMAL(12,2);
CREATE INDEX "orders_state_created_at" ON "orders" ("state", "createdAt" DESC);
