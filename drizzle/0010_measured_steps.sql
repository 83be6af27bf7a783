CREATE TABLE "measured_steps" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"environment_id" text NOT NULL,
	"kind" text NOT NULL,
	"rows" double precision NOT NULL,
	"bytes" double precision NOT NULL,
	"ms" double precision NOT NULL,
	"measured_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"run_id" text NOT NULL,
	"step_id" text NOT NULL
);
--> statement-breakpoint
DROP TABLE "measured_speeds" CASCADE;--> statement-breakpoint
CREATE INDEX "measured_steps_kind" ON "measured_steps" USING btree ("environment_id","kind","seq");