ALTER TABLE "runs" ADD COLUMN "preflight" jsonb;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "baseline" jsonb;