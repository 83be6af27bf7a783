DO $$ BEGIN
 CREATE TYPE "public"."mood" AS ENUM('sad', 'ok', 'happy');
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "users" (
	"id" serial PRIMARY KEY NOT NULL,
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" varchar(256),
	"mood" "mood" DEFAULT 'ok',
	"embedding" vector(3),
	CONSTRAINT "users_name_unique" UNIQUE NULLS NOT DISTINCT("name")
);
--> statement-breakpoint
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "name_idx" ON "users" USING btree ("name" DESC NULLS LAST,lower("name")) WITH (fillfactor=70);--> statement-breakpoint
CREATE POLICY "own" ON "users" AS PERMISSIVE FOR ALL TO "authenticated" USING ((select auth.uid()) = uuid) WITH CHECK (true);--> statement-breakpoint
CREATE VIEW "public"."active" WITH (security_invoker = true) AS (select "id", "name" from "users" where "users"."name" is not null);
