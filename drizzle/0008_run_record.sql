ALTER TABLE "runs" ADD COLUMN "record" jsonb;--> statement-breakpoint
ALTER TABLE "tool_records" ADD COLUMN "run_id" text;--> statement-breakpoint
ALTER TABLE "tool_records" ADD CONSTRAINT "tool_records_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;