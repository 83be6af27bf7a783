-- atlas:txmode none

-- Create enum type "kind"
CREATE TYPE "kind" AS ENUM ('a', 'b');
-- Modify "users" table
ALTER TABLE "public"."users" DROP COLUMN "nick", ALTER COLUMN "name" TYPE character varying(128), ADD COLUMN "kind" "kind" NULL;
-- Create index "users_kind" to table: "users"
CREATE INDEX CONCURRENTLY "users_kind" ON "public"."users" ("kind") INCLUDE ("name");
-- Create "pets" table
CREATE TABLE "pets" ("id" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 10), "owner_id" bigint NULL, PRIMARY KEY ("id"), CONSTRAINT "owner" FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON UPDATE NO ACTION ON DELETE SET NULL);
