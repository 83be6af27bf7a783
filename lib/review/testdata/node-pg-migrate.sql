-- Up Migration
CREATE TABLE "public"."reports" (
  "id" serial PRIMARY KEY,
  "at" timestamp DEFAULT current_timestamp NOT NULL
);
CREATE TYPE "compfoo" AS ("f1" int, "f2" text);
-- Down Migration
DROP TYPE "compfoo";
DROP TABLE "public"."reports";
