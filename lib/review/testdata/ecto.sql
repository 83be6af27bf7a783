CREATE TABLE "weather" ("id" bigserial, "city" varchar(40) NOT NULL, "temp_lo" integer, "prcp" float, "inserted_at" timestamp(0) NOT NULL, PRIMARY KEY ("id"));
CREATE INDEX CONCURRENTLY IF NOT EXISTS "weather_city_index" ON "weather" ("city");
ALTER TABLE "weather" ADD CONSTRAINT "positive" CHECK (prcp >= 0) NOT VALID;
ALTER TABLE "weather" ADD COLUMN "region_id" bigint, ADD CONSTRAINT "weather_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "regions"("id") ON DELETE RESTRICT;
CREATE TABLE IF NOT EXISTS "oban_jobs" ("id" bigserial, "args" jsonb NOT NULL DEFAULT ('{}'::jsonb), "errors" jsonb[] NOT NULL DEFAULT ARRAY[]::jsonb[], PRIMARY KEY ("id"));
DO $$
BEGIN
  ALTER TABLE oban_jobs ADD COLUMN tags text[] DEFAULT ARRAY[]::text[];
EXCEPTION
  WHEN duplicate_column THEN RAISE NOTICE 'there already';
END
$$;
