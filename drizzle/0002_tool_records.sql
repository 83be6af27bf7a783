CREATE TABLE "tool_records" (
	"id" text PRIMARY KEY NOT NULL,
	"plan_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"phase_id" text NOT NULL,
	"tool" text NOT NULL,
	"history" text NOT NULL,
	"migrations" jsonb NOT NULL,
	"before" jsonb NOT NULL,
	"recorded_by_id" text NOT NULL,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"forgotten_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "tool_records" ADD CONSTRAINT "tool_records_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tool_records" ADD CONSTRAINT "tool_records_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tool_records" ADD CONSTRAINT "tool_records_recorded_by_id_user_id_fk" FOREIGN KEY ("recorded_by_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "tool_records_standing" ON "tool_records" USING btree ("plan_id","environment_id","phase_id","tool") WHERE "tool_records"."forgotten_at" is null;