CREATE TABLE "run_watches" (
	"run_id" text PRIMARY KEY NOT NULL,
	"environment_id" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text,
	"findings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"scans" jsonb
);
--> statement-breakpoint
ALTER TABLE "run_watches" ADD CONSTRAINT "run_watches_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "run_watches_open" ON "run_watches" USING btree ("environment_id") WHERE "run_watches"."ended_at" is null;