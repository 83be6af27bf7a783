CREATE TABLE "rehearsals" (
	"id" text PRIMARY KEY NOT NULL,
	"plan_id" text NOT NULL,
	"environment_id" text NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"queries" jsonb,
	"requested_by_id" text NOT NULL,
	"requested_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"taken_by" text,
	"heartbeat_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error" text,
	"report" jsonb
);
--> statement-breakpoint
ALTER TABLE "rehearsals" ADD CONSTRAINT "rehearsals_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rehearsals" ADD CONSTRAINT "rehearsals_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rehearsals" ADD CONSTRAINT "rehearsals_requested_by_id_user_id_fk" FOREIGN KEY ("requested_by_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "rehearsals_plan_environment" ON "rehearsals" USING btree ("plan_id","environment_id");--> statement-breakpoint
CREATE INDEX "rehearsals_on_their_way" ON "rehearsals" USING btree ("requested_at") WHERE "rehearsals"."state" in ('queued','running');