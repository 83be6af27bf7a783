import type { ChangeWords } from "@/lib/change/understand";
import type { OperationKind } from "@/lib/contracts/operation";

/** A change, and the plain SQL that would leave the same schema behind. */
export interface OperationCase {
  readonly kind: OperationKind;
  readonly title: string;
  readonly words: ChangeWords;
  /** Null where Postgres has no such statement: then only the ways up and down are run. */
  readonly naive: string | null;
  /** Nodes of the plan, in order. */
  readonly nodes: readonly string[];
  /** Run before, on top of the common tables. */
  readonly setUp?: string;
  /** Saying it again would do it again, as the plain SQL does. */
  readonly repeatable?: boolean;
  readonly majors?: readonly (15 | 18)[];
}

/** Tables with rows and a little of everything; run by their owner. */
export const COMMON = `
  CREATE SCHEMA "Odd one";
  CREATE TYPE public.mood AS ENUM ('sad', 'ok');
  CREATE FUNCTION public.code() RETURNS text LANGUAGE sql VOLATILE AS 'SELECT pg_catalog.md5(pg_catalog.random()::text)';
  CREATE FUNCTION public.tidy(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.lower($1)';
  CREATE TABLE public.parents (id int PRIMARY KEY, code text NOT NULL UNIQUE, note text);
  INSERT INTO public.parents SELECT g, 'p' || g, CASE WHEN g % 3 = 0 THEN 'n' || g END FROM generate_series(1, 40) g;
  CREATE TABLE public.t (
    id int PRIMARY KEY,
    name text NOT NULL DEFAULT 'nobody',
    email varchar(200),
    age int CONSTRAINT grown CHECK (age >= 0),
    parent_id int CONSTRAINT t_parent REFERENCES public.parents (id),
    parent_code text,
    slug text NOT NULL CONSTRAINT t_slug UNIQUE,
    state public.mood
  );
  CREATE INDEX t_email ON public.t (lower(email)) WHERE email IS NOT NULL;
  COMMENT ON CONSTRAINT t_slug ON public.t IS 'one each';
  INSERT INTO public.t SELECT g, 'n' || g, CASE WHEN g % 4 > 0 THEN 'e' || g END, g, g % 40 + 1, 'p' || (g % 40 + 1), 's' || g, 'ok'
    FROM generate_series(1, 300) g;
  CREATE TABLE "Odd one"."Tab le" (id int PRIMARY KEY, "Full Name" text NOT NULL, "select" int);
  INSERT INTO "Odd one"."Tab le" SELECT g, 'n' || g, g FROM generate_series(1, 20) g;
  ANALYZE;
`;

const ODD = `"Odd one"."Tab le"`;
const RULE = ["deploy-obey-rule", "backfill"];

export const OPERATION_CASES: readonly OperationCase[] = [
  {
    kind: "rename-column",
    title: "plain",
    words: { sentence: "rename t.email to mail" },
    naive: "ALTER TABLE public.t RENAME email TO mail",
    nodes: ["expand", "backfill", "deploy-new-name", "deploy-forget-old", "contract"],
  },
  {
    kind: "add-column",
    title: "filled row by row",
    words: { sentence: "add t.token uuid not null default gen_random_uuid()" },
    naive: "ALTER TABLE public.t ADD token uuid NOT NULL DEFAULT gen_random_uuid()",
    nodes: ["expand", "backfill"],
  },
  {
    kind: "change-column-type",
    title: "longer",
    words: { sentence: "change t.code to varchar(30)" },
    setUp: "ALTER TABLE public.t ADD code varchar(20) COLLATE \"C\" DEFAULT 'x'",
    naive: 'ALTER TABLE public.t ALTER code TYPE varchar(30) COLLATE "C"',
    nodes: ["expand"],
  },
  {
    kind: "change-column-type",
    title: "to text and back",
    setUp: `ALTER TABLE "Odd one"."Tab le" ADD "Note" varchar`,
    words: { sql: `ALTER TABLE ${ODD} ALTER "Note" TYPE text` },
    naive: `ALTER TABLE ${ODD} ALTER "Note" TYPE text`,
    nodes: ["expand"],
  },
  {
    kind: "drop-column",
    title: "with values and an index",
    words: { sentence: "drop column t.email" },
    naive: "ALTER TABLE public.t DROP email",
    nodes: ["expand", "deploy-forget-column", "contract"],
  },
  {
    kind: "drop-column",
    title: "NOT NULL, unique, with a comment",
    words: { sql: "ALTER TABLE t DROP COLUMN slug" },
    naive: "ALTER TABLE public.t DROP slug",
    nodes: ["expand", "deploy-forget-column", "contract"],
  },
  {
    kind: "drop-column",
    title: "with a default and a foreign key",
    setUp: "ALTER TABLE public.t ALTER parent_id SET DEFAULT 1, ALTER parent_id SET NOT NULL",
    words: { sql: "ALTER TABLE t DROP parent_id" },
    naive: "ALTER TABLE public.t DROP parent_id",
    nodes: ["expand", "deploy-forget-column", "contract"],
  },
  {
    kind: "drop-column",
    title: "quoted names",
    words: { sql: `ALTER TABLE ${ODD} DROP "Full Name"` },
    naive: `ALTER TABLE ${ODD} DROP "Full Name"`,
    nodes: ["expand", "deploy-forget-column", "contract"],
  },
  {
    kind: "drop-not-null",
    title: "plain",
    words: { sentence: "allow null in t.name" },
    naive: "ALTER TABLE public.t ALTER name DROP NOT NULL",
    nodes: ["expand"],
  },
  {
    kind: "drop-not-null",
    title: "quoted names",
    words: { sql: `ALTER TABLE ${ODD} ALTER "Full Name" DROP NOT NULL` },
    naive: `ALTER TABLE ${ODD} ALTER "Full Name" DROP NOT NULL`,
    nodes: ["expand"],
  },
  {
    kind: "set-not-null",
    title: "no row lacks it",
    words: { sentence: "make t.age not null" },
    naive: "ALTER TABLE public.t ALTER age SET NOT NULL",
    nodes: ["deploy-write-column", "backfill"],
  },
  {
    kind: "set-not-null",
    title: "rows filled, one column of the key avoided",
    words: { sentence: "make t.email not null filled with tidy('U') || id" },
    naive:
      "UPDATE public.t SET email = 'u' || id WHERE email IS NULL; ALTER TABLE public.t ALTER email SET NOT NULL",
    nodes: ["deploy-write-column", "backfill"],
  },
  {
    kind: "set-not-null",
    title: "quoted names",
    words: { sql: `ALTER TABLE ${ODD} ALTER "select" SET NOT NULL` },
    naive: `ALTER TABLE ${ODD} ALTER "select" SET NOT NULL`,
    nodes: ["deploy-write-column", "backfill"],
  },
  {
    kind: "set-default",
    title: "where there was none",
    words: { sentence: "set default of t.email to 'none'" },
    naive: "ALTER TABLE public.t ALTER email SET DEFAULT 'none'",
    nodes: ["expand"],
  },
  {
    kind: "set-default",
    title: "in place of another",
    words: { sql: "ALTER TABLE public.t ALTER COLUMN name SET DEFAULT public.code()" },
    naive: "ALTER TABLE public.t ALTER name SET DEFAULT public.code()",
    nodes: ["expand"],
  },
  {
    kind: "set-default",
    title: "of an enum",
    words: { sentence: "t.state defaults to 'sad'::mood" },
    naive: "ALTER TABLE public.t ALTER state SET DEFAULT 'sad'",
    nodes: ["expand"],
  },
  {
    kind: "drop-default",
    title: "of a column that must not be null",
    words: { sentence: "drop default of t.name" },
    naive: "ALTER TABLE public.t ALTER name DROP DEFAULT",
    nodes: ["deploy-write-column", "backfill"],
  },
  {
    kind: "drop-default",
    title: "of a nullable column",
    setUp: "ALTER TABLE public.t ALTER state SET DEFAULT 'ok'",
    words: { sql: "ALTER TABLE t ALTER state DROP DEFAULT" },
    naive: "ALTER TABLE public.t ALTER state DROP DEFAULT",
    nodes: ["expand"],
  },
  {
    kind: "add-check",
    title: "named by Postgres, one column",
    words: { sentence: "add check (age < 1000) to t" },
    naive: "ALTER TABLE public.t ADD CHECK (age < 1000)",
    nodes: RULE,
  },
  {
    kind: "add-check",
    title: "two columns, own function, own name",
    words: { sql: `ALTER TABLE t ADD CONSTRAINT "Own name" CHECK (tidy(name) <> slug AND state = 'ok')` },
    naive: `ALTER TABLE public.t ADD CONSTRAINT "Own name" CHECK (public.tidy(name) <> slug AND state = 'ok')`,
    nodes: RULE,
  },
  {
    kind: "add-check",
    title: "quoted names",
    words: { operations: [{ kind: "add-check", table: ODD, expression: `"select" > 0`, name: null }] },
    naive: `ALTER TABLE ${ODD} ADD CHECK ("select" > 0)`,
    nodes: RULE,
  },
  {
    kind: "add-foreign-key",
    title: "to the primary key",
    words: { sentence: "add foreign key t.age to parents" },
    setUp: "UPDATE public.t SET age = age % 40 + 1",
    naive: "ALTER TABLE public.t ADD FOREIGN KEY (age) REFERENCES public.parents",
    nodes: RULE,
  },
  {
    kind: "add-foreign-key",
    title: "to a unique column, with actions",
    words: {
      sql: "ALTER TABLE t ADD CONSTRAINT by_code FOREIGN KEY (parent_code) REFERENCES parents (code) ON DELETE SET NULL ON UPDATE CASCADE",
    },
    naive:
      "ALTER TABLE public.t ADD CONSTRAINT by_code FOREIGN KEY (parent_code) REFERENCES public.parents (code) ON UPDATE CASCADE ON DELETE SET NULL",
    nodes: RULE,
  },
  {
    kind: "add-foreign-key",
    title: "to itself",
    words: { sentence: "t.age references t.id" },
    naive: "ALTER TABLE public.t ADD FOREIGN KEY (age) REFERENCES public.t (id)",
    nodes: RULE,
  },
  {
    kind: "add-unique",
    title: "one column",
    words: { sentence: "make t.name unique" },
    naive: "ALTER TABLE public.t ADD UNIQUE (name)",
    nodes: RULE,
  },
  {
    kind: "add-unique",
    title: "two columns with quotes",
    words: { sql: `ALTER TABLE ${ODD} ADD CONSTRAINT "Both" UNIQUE ("Full Name", "select")` },
    naive: `ALTER TABLE ${ODD} ADD CONSTRAINT "Both" UNIQUE ("Full Name", "select")`,
    nodes: RULE,
  },
  {
    kind: "create-index",
    title: "one column",
    words: { sentence: "index t.age" },
    naive: "CREATE INDEX ON public.t (age)",
    nodes: ["expand"],
  },
  {
    kind: "create-index",
    title: "expressions, order, INCLUDE, WHERE",
    words: {
      sql: "CREATE INDEX ON t (tidy(name), (age + 1) DESC NULLS LAST, slug text_pattern_ops) INCLUDE (state) WHERE state = 'ok'",
    },
    naive:
      "CREATE INDEX ON public.t (public.tidy(name), (age + 1) DESC NULLS LAST, slug text_pattern_ops) INCLUDE (state) WHERE state = 'ok'",
    nodes: ["expand"],
  },
  {
    kind: "create-index",
    title: "another access method",
    words: { sql: `CREATE INDEX CONCURRENTLY "Hash It" ON ${ODD} USING hash ("Full Name")` },
    naive: `CREATE INDEX "Hash It" ON ${ODD} USING hash ("Full Name")`,
    nodes: ["expand"],
  },
  {
    kind: "create-index",
    title: "unique",
    words: { sentence: "create unique index one_name on t (lower(name)) where age > 0" },
    naive: "CREATE UNIQUE INDEX one_name ON public.t (lower(name)) WHERE age > 0",
    nodes: RULE,
  },
  {
    kind: "drop-index",
    title: "with expression and predicate",
    words: { sentence: "drop index t_email" },
    naive: "DROP INDEX public.t_email",
    nodes: ["contract"],
  },
  {
    kind: "drop-constraint",
    title: "a check",
    words: { sentence: "drop constraint grown of t" },
    naive: "ALTER TABLE public.t DROP CONSTRAINT grown",
    nodes: ["expand"],
  },
  {
    kind: "drop-constraint",
    title: "a foreign key",
    words: { sql: "ALTER TABLE t DROP CONSTRAINT t_parent" },
    naive: "ALTER TABLE public.t DROP CONSTRAINT t_parent",
    nodes: ["expand"],
  },
  {
    kind: "drop-constraint",
    title: "a unique constraint with a comment",
    words: { sql: "ALTER TABLE t DROP CONSTRAINT IF EXISTS t_slug" },
    naive: "ALTER TABLE public.t DROP CONSTRAINT t_slug",
    nodes: ["expand"],
  },
  {
    kind: "drop-constraint",
    title: "replaced by a wider one of the same name",
    words: { sql: "ALTER TABLE t DROP CONSTRAINT grown, ADD CONSTRAINT grown CHECK (age >= -1)" },
    naive: "ALTER TABLE public.t DROP CONSTRAINT grown, ADD CONSTRAINT grown CHECK (age >= -1)",
    nodes: ["expand", ...RULE],
    repeatable: true,
  },
  {
    kind: "add-column",
    title: "with constraints of its own",
    words: {
      sql: "ALTER TABLE t ADD COLUMN boss int REFERENCES t (id) CHECK (boss > 0), ADD COLUMN badge text UNIQUE",
    },
    naive:
      "ALTER TABLE public.t ADD COLUMN boss int REFERENCES public.t (id) CHECK (boss > 0), ADD COLUMN badge text UNIQUE",
    nodes: ["expand", ...RULE],
  },
  {
    kind: "rename-table",
    title: "with all that hangs on it",
    words: { sentence: "rename table t to people" },
    setUp: "CREATE VIEW public.grown_ups AS SELECT id, name FROM public.t WHERE age > 17",
    naive: "ALTER TABLE public.t RENAME TO people",
    nodes: ["expand", "deploy-new-name", "contract"],
  },
  {
    kind: "rename-table",
    title: "quoted names, a table others point at",
    words: { sql: `ALTER TABLE parents RENAME TO "Par ents"` },
    naive: `ALTER TABLE public.parents RENAME TO "Par ents"`,
    nodes: ["expand", "deploy-new-name", "contract"],
  },
  {
    kind: "create-table",
    title: "with keys, types of its own and an index",
    words: {
      sql: `CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t_id int NOT NULL REFERENCES t ON DELETE CASCADE,
          feeling mood DEFAULT 'ok', body text CHECK (tidy(body) <> ''), UNIQUE (t_id, feeling));
        CREATE INDEX CONCURRENTLY ON notes (lower(body)); ALTER TABLE notes ADD CONSTRAINT short CHECK (length(body) < 99)`,
    },
    naive: `CREATE TABLE public.notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      t_id int NOT NULL REFERENCES public.t ON DELETE CASCADE, feeling public.mood DEFAULT 'ok',
      body text CHECK (public.tidy(body) <> ''), UNIQUE (t_id, feeling));
      CREATE INDEX ON public.notes (lower(body)); ALTER TABLE public.notes ADD CONSTRAINT short CHECK (length(body) < 99)`,
    nodes: ["expand"],
  },
  {
    kind: "create-table",
    title: "serial, quoted names, another schema",
    words: {
      sentence: `create table "Odd one"."New" (id serial primary key, "At" timestamptz default now())`,
    },
    naive: `CREATE TABLE "Odd one"."New" (id serial PRIMARY KEY, "At" timestamptz DEFAULT now())`,
    nodes: ["expand"],
  },
  {
    kind: "drop-table",
    title: "that points at another",
    words: { sentence: "drop table t" },
    naive: "DROP TABLE public.t",
    nodes: ["deploy-forget-table", "contract"],
  },
  {
    kind: "drop-table",
    title: "quoted names, an identity column",
    setUp: `ALTER TABLE "Odd one"."Tab le" ALTER id ADD GENERATED BY DEFAULT AS IDENTITY`,
    words: { sql: `DROP TABLE ${ODD}` },
    naive: `DROP TABLE ${ODD}`,
    nodes: ["deploy-forget-table", "contract"],
  },
  {
    kind: "create-enum",
    title: "with a quote in a value",
    words: { sql: "CREATE TYPE colour AS ENUM ('red', 'it''s blue')" },
    naive: "CREATE TYPE public.colour AS ENUM ('red', 'it''s blue')",
    nodes: ["expand"],
  },
  {
    kind: "add-enum-value",
    title: "at the end",
    words: { sentence: "add value 'great' to mood" },
    naive: "ALTER TYPE public.mood ADD VALUE 'great'",
    nodes: ["expand"],
  },
  {
    kind: "add-enum-value",
    title: "before another",
    words: { sql: "ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok'" },
    naive: "ALTER TYPE public.mood ADD VALUE 'meh' BEFORE 'ok'",
    nodes: ["expand"],
  },
  {
    kind: "raw-sql",
    title: "with a way back, names along the search path",
    words: { sentence: "run: alter table t set (fillfactor = 80) back: alter table t reset (fillfactor)" },
    naive: "ALTER TABLE public.t SET (fillfactor = 80)",
    nodes: ["expand"],
    repeatable: true,
  },
  {
    kind: "raw-sql",
    title: "between operations of a script",
    words: {
      sql: "ALTER TABLE t SET (fillfactor = 90), ALTER name DROP NOT NULL; ALTER TABLE t ADD COLUMN x int",
    },
    naive: "ALTER TABLE public.t SET (fillfactor = 90), ALTER name DROP NOT NULL, ADD x int",
    nodes: ["expand"],
  },
  {
    kind: "comment",
    title: "on a column",
    words: { sentence: "comment on t.email: where we write to" },
    naive: "COMMENT ON COLUMN public.t.email IS 'where we write to'",
    nodes: ["expand"],
  },
  {
    kind: "comment",
    title: "on a table that had one",
    setUp: `COMMENT ON TABLE "Odd one"."Tab le" IS 'before'`,
    words: { sql: `COMMENT ON TABLE ${ODD} IS 'it''s odd'` },
    naive: `COMMENT ON TABLE ${ODD} IS 'it''s odd'`,
    nodes: ["expand"],
  },
];
