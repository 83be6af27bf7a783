import { ODD } from "./common-tables";
import { majorsFrom, type OperationCase } from "./operation-case";

const ADULTS = `
  CREATE VIEW public.adults WITH (security_barrier = true) AS SELECT id, name FROM public.t WHERE age > 17;
  COMMENT ON VIEW public.adults IS 'who may vote';
  COMMENT ON COLUMN public.adults.name IS 'as said';
  ALTER VIEW public.adults ALTER name SET DEFAULT 'none';
  GRANT SELECT ON public.adults TO PUBLIC;
  GRANT UPDATE (name) ON public.adults TO PUBLIC`;

const READERS = `
  CREATE VIEW public.oldest AS SELECT id, slug FROM public.adults WHERE age > 90;
  COMMENT ON VIEW public.oldest IS 'of those';
  GRANT SELECT (slug) ON public.oldest TO pg_monitor;
  CREATE RULE none AS ON INSERT TO public.oldest DO INSTEAD NOTHING;
  CREATE VIEW public.both_kinds WITH (security_barrier) AS SELECT o.id, a.age FROM public.oldest o JOIN public.adults a USING (id)`;

/** The server prints it in other words. */
const SYMMETRIC = "age BETWEEN SYMMETRIC 17 AND 3";

const TOTALS = `
  CREATE MATERIALIZED VIEW public.totals AS SELECT state, count(*) AS count FROM public.t GROUP BY state;
  CREATE UNIQUE INDEX totals_state ON public.totals (state);
  COMMENT ON MATERIALIZED VIEW public.totals IS 'by mood';
  GRANT SELECT ON public.totals TO PUBLIC`;

export const createViewCases: readonly OperationCase[] = [
  {
    kind: "create-view",
    title: "names along the search path, a call of its own function",
    words: { sentence: "create view adults as select id, tidy(name) as name from t where age > 17" },
    naive: "CREATE VIEW public.adults AS SELECT id, public.tidy(name) AS name FROM public.t WHERE age > 17",
    nodes: ["expand"],
  },
  {
    kind: "create-view",
    title: "replaced, the same columns and another option",
    setUp: ADULTS,
    words: { sql: "CREATE OR REPLACE VIEW adults AS SELECT id, name FROM t WHERE age > 20" },
    naive: "CREATE OR REPLACE VIEW public.adults AS SELECT id, name FROM public.t WHERE age > 20",
    nodes: ["expand"],
  },
  {
    kind: "create-view",
    title: "replaced, with one column more",
    setUp: ADULTS,
    words: { sql: "CREATE OR REPLACE VIEW adults AS SELECT id, name, slug AS address FROM t" },
    naive: "CREATE OR REPLACE VIEW public.adults AS SELECT id, name, slug AS address FROM public.t",
    nodes: ["expand"],
  },
  {
    kind: "create-view",
    title: "replaced, with one column more, and views that read it",
    setUp: `CREATE VIEW public.adults AS SELECT id, age, slug FROM public.t WHERE age > 17; ${READERS}`,
    words: { sql: "CREATE OR REPLACE VIEW adults AS SELECT id, age, slug, name FROM t" },
    naive: "CREATE OR REPLACE VIEW public.adults AS SELECT id, age, slug, name FROM public.t",
    nodes: ["expand"],
    rights: true,
  },
  {
    kind: "create-view",
    title: "replaced, by the same in other words",
    setUp: `CREATE VIEW public.a_few AS SELECT id, name FROM public.t WHERE ${SYMMETRIC};
      CREATE VIEW public.fewer AS SELECT id FROM public.a_few WHERE id > 5`,
    words: { sql: `CREATE OR REPLACE VIEW a_few AS SELECT id, name FROM t WHERE ${SYMMETRIC}` },
    naive: `CREATE OR REPLACE VIEW public.a_few AS SELECT id, name FROM public.t WHERE ${SYMMETRIC}`,
    nodes: ["expand"],
    repeatable: true,
    unchanged: true,
  },
  {
    kind: "create-view",
    title: "replaced, all columns of a table that has none more",
    setUp: "CREATE VIEW public.all_parents AS SELECT * FROM public.parents",
    words: { sql: "CREATE OR REPLACE VIEW all_parents AS SELECT * FROM parents" },
    naive: "CREATE OR REPLACE VIEW public.all_parents AS SELECT * FROM public.parents",
    nodes: ["expand"],
    repeatable: true,
    unchanged: true,
  },
  {
    kind: "create-view",
    title: "replaced, the same query and another option",
    setUp: ADULTS,
    words: {
      sql: "CREATE OR REPLACE VIEW adults WITH (security_barrier = true, check_option = local) AS SELECT id, name FROM t WHERE age > 17",
    },
    naive:
      "CREATE OR REPLACE VIEW public.adults WITH (security_barrier = true, check_option = local) AS SELECT id, name FROM public.t WHERE age > 17",
    nodes: ["expand"],
    repeatable: true,
  },
  {
    kind: "create-view",
    title: "materialized, with its indexes",
    words: {
      sql: `CREATE MATERIALIZED VIEW "Odd one"."To tals" AS SELECT state, count(*) AS n FROM t GROUP BY state;
        CREATE UNIQUE INDEX ON "Odd one"."To tals" (state)`,
    },
    naive: `CREATE MATERIALIZED VIEW "Odd one"."To tals" AS SELECT state, count(*) AS n FROM public.t GROUP BY state;
      CREATE UNIQUE INDEX ON "Odd one"."To tals" (state)`,
    nodes: ["expand"],
  },
];

const ADULTS_ANEW = `
  DROP VIEW public.adults;
  CREATE VIEW public.adults WITH (security_barrier) AS SELECT age, id, tidy(slug) AS slug FROM public.t WHERE age > 20;
  COMMENT ON VIEW public.adults IS 'who may vote';
  COMMENT ON COLUMN public.adults.id IS 'of the person';
  GRANT SELECT ON public.adults TO PUBLIC, pg_monitor;
  GRANT UPDATE (id) ON public.adults TO PUBLIC`;

const ON_ADULTS = `
  COMMENT ON COLUMN public.adults.id IS 'of the person';
  GRANT SELECT ON public.adults TO pg_monitor;
  GRANT UPDATE (id) ON public.adults TO PUBLIC`;

const MINORS = "CREATE VIEW public.minors AS SELECT id, name FROM public.t WHERE age < 18";

export const droppedAndCreatedCases: readonly OperationCase[] = [
  {
    kind: "create-view",
    title: "dropped and created anew in one script",
    setUp: MINORS,
    words: { sql: "DROP VIEW minors; CREATE VIEW minors AS SELECT id, name, slug FROM t WHERE age < 21" },
    naive:
      "DROP VIEW public.minors; CREATE VIEW public.minors AS SELECT id, name, slug FROM public.t WHERE age < 21",
    nodes: ["expand"],
    rights: true,
  },
  {
    kind: "create-view",
    title: "dropped and created anew, a column less, others in other places, with comments and grants",
    setUp: `${ADULTS}; ${ON_ADULTS}`,
    words: {
      sql: "DROP VIEW adults; CREATE VIEW adults WITH (security_barrier) AS SELECT age, id, tidy(slug) AS slug FROM t WHERE age > 20; GRANT SELECT ON adults TO pg_monitor",
    },
    naive: `SET search_path = public; ${ADULTS_ANEW}; SET search_path = pg_catalog`,
    nodes: ["deploy-forget-view-columns", "contract"],
    rights: true,
  },
  {
    kind: "create-view",
    title: "columns of other types",
    setUp:
      "CREATE VIEW public.sizes AS SELECT id, age AS size, name::varchar(40) AS label, state FROM public.t",
    words: {
      sql: "DROP VIEW sizes; CREATE VIEW sizes AS SELECT id, age::int8 AS size, CAST(name AS character varying(40)) AS label, state FROM t",
    },
    naive: `DROP VIEW public.sizes;
      CREATE VIEW public.sizes AS SELECT id, age::int8 AS size, name::varchar(40) AS label, state FROM public.t`,
    nodes: ["expand"],
  },
  {
    kind: "create-view",
    title: "a column of another type, of one of two tables, with a reader",
    setUp: `CREATE VIEW public.sizes AS SELECT t.id, t.slug AS code FROM public.t;
      CREATE VIEW public.codes AS SELECT code FROM public.sizes`,
    words: {
      sql: "CREATE OR REPLACE VIEW sizes AS SELECT t.id, t.email AS code FROM t JOIN parents p ON p.id = t.parent_id",
    },
    naive: `DROP VIEW public.codes; DROP VIEW public.sizes;
      CREATE VIEW public.sizes AS SELECT t.id, t.email AS code FROM public.t JOIN public.parents p ON p.id = t.parent_id;
      CREATE VIEW public.codes AS SELECT code FROM public.sizes`,
    nodes: ["expand"],
  },
  {
    kind: "create-view",
    title: "all columns of tables, and calls, in other places",
    setUp: "CREATE VIEW public.pairs AS SELECT note, id AS count, id FROM public.parents",
    words: {
      sql: `DROP VIEW pairs; CREATE VIEW pairs AS SELECT count(*), p.*, max(t.id) FROM parents AS p JOIN t ON t.parent_id = p.id GROUP BY p.id
        UNION ALL SELECT 1, 2, 'x', 'y', 3`,
    },
    naive: `DROP VIEW public.pairs; CREATE VIEW public.pairs AS SELECT count(*), p.*, max(t.id) FROM public.parents AS p
      JOIN public.t ON t.parent_id = p.id GROUP BY p.id UNION ALL SELECT 1, 2, 'x', 'y', 3`,
    nodes: ["expand"],
    repeatable: true,
  },
  {
    kind: "create-view",
    title: "dropped and created anew, with views that read it",
    setUp: `CREATE VIEW public.adults AS SELECT id, name, slug, age FROM public.t WHERE age > 17; ${READERS}`,
    words: { sql: "DROP VIEW adults; CREATE VIEW adults AS SELECT age, slug, id FROM t WHERE age > 20" },
    naive: `DROP VIEW public.both_kinds; DROP VIEW public.oldest; DROP VIEW public.adults;
      CREATE VIEW public.adults AS SELECT age, slug, id FROM public.t WHERE age > 20; ${READERS}`,
    nodes: ["deploy-forget-view-columns", "contract"],
    rights: true,
  },
  {
    kind: "create-view",
    title: "replaced, of quoted names, with a column between two others",
    setUp: `CREATE VIEW "Odd one"."V iew" ("I d", "select") AS SELECT id, "select" FROM ${ODD};
      COMMENT ON COLUMN "Odd one"."V iew"."I d" IS 'a word'; GRANT SELECT ("select") ON "Odd one"."V iew" TO PUBLIC`,
    words: {
      sql: `CREATE OR REPLACE VIEW "Odd one"."V iew" ("I d", "Full Name", "select") AS SELECT id, "Full Name", "select" FROM ${ODD}`,
    },
    repeatable: true,
    naive: `DROP VIEW "Odd one"."V iew";
      CREATE VIEW "Odd one"."V iew" ("I d", "Full Name", "select") AS SELECT id, "Full Name", "select" FROM ${ODD};
      COMMENT ON COLUMN "Odd one"."V iew"."I d" IS 'a word'; GRANT SELECT ("select") ON "Odd one"."V iew" TO PUBLIC`,
    nodes: ["expand"],
    rights: true,
  },
  {
    kind: "create-view",
    title: "dropped where it is there, and it is not",
    words: { sql: "DROP VIEW IF EXISTS minors; CREATE VIEW minors AS SELECT id FROM t" },
    naive: "CREATE VIEW public.minors AS SELECT id FROM public.t",
    nodes: ["expand"],
  },
  {
    kind: "create-function",
    title: "dropped and created anew in one script",
    setUp: "CREATE FUNCTION public.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2'",
    words: {
      sql: "DROP FUNCTION twice(int); CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n + n'",
    },
    naive:
      "DROP FUNCTION public.twice(int); CREATE FUNCTION public.twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n + n'",
    nodes: ["expand"],
    rights: true,
  },
  {
    kind: "create-trigger",
    title: "dropped and created anew in one script",
    // Before 14 a trigger cannot be replaced.
    majors: majorsFrom(14),
    setUp: `CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER touched BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION public.touch()`,
    words: {
      sql: "DROP TRIGGER IF EXISTS touched ON t; CREATE TRIGGER touched BEFORE INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION touch()",
    },
    naive:
      "DROP TRIGGER touched ON public.t; CREATE TRIGGER touched BEFORE INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION public.touch()",
    nodes: ["expand"],
  },
  {
    kind: "create-policy",
    title: "dropped where it is there, and it is not",
    words: { sql: "DROP POLICY IF EXISTS few ON t; CREATE POLICY few ON t USING (id > 3)" },
    naive: "CREATE POLICY few ON public.t USING (id > 3)",
    nodes: ["expand"],
  },
];

export const dropViewCases: readonly OperationCase[] = [
  {
    kind: "drop-view",
    title: "with comments, defaults, grants and a trigger",
    setUp: `${ADULTS};
      CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER refused INSTEAD OF INSERT ON public.adults FOR EACH ROW EXECUTE FUNCTION public.refuse()`,
    words: { sentence: "drop view adults" },
    naive: "DROP VIEW public.adults",
    nodes: ["deploy-forget-view", "contract"],
  },
  {
    kind: "drop-view",
    title: "materialized",
    setUp: TOTALS,
    words: { sql: "DROP MATERIALIZED VIEW totals" },
    naive: "DROP MATERIALIZED VIEW public.totals",
    nodes: ["deploy-forget-materialized-view", "contract"],
  },
];

export const refreshViewCases: readonly OperationCase[] = [
  {
    kind: "refresh-view",
    title: "beside readers",
    setUp: `${TOTALS}; DELETE FROM public.t WHERE id = 1`,
    words: { sql: "REFRESH MATERIALIZED VIEW totals" },
    naive: "REFRESH MATERIALIZED VIEW CONCURRENTLY public.totals",
    nodes: ["expand"],
    repeatable: true,
  },
];
