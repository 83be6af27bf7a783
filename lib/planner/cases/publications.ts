import { ODD } from "./common-tables";
import { majorsFrom, type OperationCase } from "./operation-case";

/** Those that know lists of columns and conditions on rows. */
const LISTING_MAJORS = majorsFrom(15);

export const createPublicationCases: readonly OperationCase[] = [
  {
    kind: "create-publication",
    title: "of tables along the search path, without deletes",
    words: {
      sql: `CREATE PUBLICATION "Fe ed" FOR TABLE t, ${ODD} WITH (publish = 'insert, update')`,
    },
    naive: `CREATE PUBLICATION "Fe ed" FOR TABLE public.t, ${ODD} WITH (publish = 'insert, update')`,
    nodes: ["expand"],
  },
  {
    kind: "create-publication",
    title: "of columns and rows",
    words: { sentence: "create publication feed for table t (slug, id) where (id > 3), parents" },
    naive: "CREATE PUBLICATION feed FOR TABLE public.t (slug, id) WHERE (id > 3), TABLE public.parents",
    nodes: ["expand"],
    majors: LISTING_MAJORS,
    refusal: "columns and row filters are published from version 15 on",
  },
];

const FEED = "CREATE PUBLICATION feed FOR TABLE public.t WHERE (id > 3), TABLE public.parents (id, note)";
const HEIRS = "CREATE TABLE public.heirs () INHERITS (public.parents);";

export const alterPublicationCases: readonly OperationCase[] = [
  {
    kind: "alter-publication",
    title: "a table more, and what inherits from it",
    setUp: `${HEIRS} CREATE PUBLICATION feed FOR TABLE public.t`,
    words: { sentence: "alter publication feed add table parents" },
    naive: "ALTER PUBLICATION feed ADD TABLE public.parents",
    nodes: ["expand"],
  },
  {
    kind: "alter-publication",
    title: "a table less, that had columns of its own",
    setUp: FEED,
    words: { sql: "ALTER PUBLICATION feed DROP TABLE parents" },
    naive: "ALTER PUBLICATION feed DROP TABLE public.parents",
    nodes: ["contract"],
    majors: LISTING_MAJORS,
  },
  {
    kind: "alter-publication",
    title: "other columns of the same tables",
    setUp: FEED,
    words: { sql: "ALTER PUBLICATION feed SET TABLE public.t, TABLE public.parents (code, id)" },
    naive: "ALTER PUBLICATION feed SET TABLE public.t, TABLE public.parents (code, id)",
    nodes: ["expand"],
    majors: LISTING_MAJORS,
  },
  {
    kind: "alter-publication",
    title: "the same in other words",
    setUp: "CREATE PUBLICATION feed FOR TABLE public.t WHERE (id BETWEEN SYMMETRIC 9 AND 3)",
    words: { sql: "ALTER PUBLICATION feed SET TABLE t WHERE (id BETWEEN SYMMETRIC 9 AND 3)" },
    naive: "ALTER PUBLICATION feed SET TABLE public.t WHERE (id BETWEEN SYMMETRIC 9 AND 3)",
    nodes: ["expand"],
    majors: LISTING_MAJORS,
    repeatable: true,
    unchanged: true,
  },
  {
    kind: "alter-publication",
    title: "other tables",
    setUp: FEED,
    words: { sql: `ALTER PUBLICATION feed SET TABLE ${ODD}, t` },
    naive: `ALTER PUBLICATION feed SET TABLE ${ODD}, public.t`,
    nodes: ["contract"],
    majors: LISTING_MAJORS,
  },
  {
    kind: "alter-publication",
    title: "the first table",
    setUp: "CREATE PUBLICATION feed",
    words: { sql: "ALTER PUBLICATION feed SET TABLE t" },
    naive: "ALTER PUBLICATION feed SET TABLE public.t",
    nodes: ["expand"],
  },
  {
    kind: "alter-publication",
    title: "partitions as their parent, and deletes too",
    setUp: "CREATE PUBLICATION feed FOR TABLE public.t WITH (publish = 'insert')",
    words: { sql: "ALTER PUBLICATION feed SET (publish = 'delete,insert', publish_via_partition_root)" },
    naive: "ALTER PUBLICATION feed SET (publish = 'delete,insert', publish_via_partition_root)",
    nodes: ["expand"],
  },
  {
    kind: "alter-publication",
    title: "no more truncates",
    setUp: FEED,
    words: { sql: "ALTER PUBLICATION feed SET (publish = 'insert, update, delete')" },
    naive: "ALTER PUBLICATION feed SET (publish = 'insert, update, delete')",
    nodes: ["contract"],
    majors: LISTING_MAJORS,
  },
  {
    kind: "alter-publication",
    title: "another name, with a comment",
    setUp: "CREATE PUBLICATION feed FOR TABLE public.t; COMMENT ON PUBLICATION feed IS 'a word'",
    words: { sentence: 'alter publication feed rename to "Fe ed"' },
    naive: 'ALTER PUBLICATION feed RENAME TO "Fe ed"',
    nodes: ["expand"],
  },
  {
    kind: "alter-publication",
    title: "another owner",
    setUp: "CREATE PUBLICATION feed",
    words: { sql: "ALTER PUBLICATION feed OWNER TO pg_monitor" },
    naive: "ALTER PUBLICATION feed OWNER TO pg_monitor",
    nodes: ["expand"],
    rights: "both ways",
  },
];

export const dropPublicationCases: readonly OperationCase[] = [
  {
    kind: "drop-publication",
    title: "with columns, rows and a comment",
    setUp: `${FEED}; COMMENT ON PUBLICATION feed IS 'a word'`,
    words: { sentence: "drop publication feed" },
    naive: "DROP PUBLICATION feed",
    nodes: ["contract"],
    majors: LISTING_MAJORS,
  },
  {
    kind: "drop-publication",
    title: "of whole tables, without deletes",
    setUp: "CREATE PUBLICATION feed FOR TABLE public.t, public.parents WITH (publish = 'insert, update')",
    words: { sentence: "drop publication feed" },
    naive: "DROP PUBLICATION feed",
    nodes: ["contract"],
  },
];
