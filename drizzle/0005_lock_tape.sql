CREATE TABLE "lock_tape" (
	"environment_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"waiting" integer NOT NULL,
	"longest_wait_ms" double precision NOT NULL,
	"harm_ms" double precision NOT NULL,
	"locks" jsonb,
	CONSTRAINT "lock_tape_environment_id_at_pk" PRIMARY KEY("environment_id","at")
);
