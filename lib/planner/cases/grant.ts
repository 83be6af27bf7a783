import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const grantCases: readonly OperationCase[] = [
  {
    kind: "grant",
    title: "where one of the rights is there",
    setUp: "GRANT SELECT ON public.t TO pg_monitor",
    words: { sentence: "grant select, insert on t, parents to pg_monitor, public" },
    naive: "GRANT SELECT, INSERT ON public.t, public.parents TO pg_monitor, PUBLIC",
    nodes: ["expand"],
    rights: "both ways",
  },
  {
    kind: "grant",
    title: "everything, on a schema of quoted name",
    words: { sql: `GRANT ALL ON SCHEMA "Odd one" TO pg_monitor` },
    naive: `GRANT ALL ON SCHEMA "Odd one" TO pg_monitor`,
    nodes: ["expand"],
    rights: true,
  },
  {
    kind: "grant",
    title: "on columns, each right on its own",
    setUp: "GRANT SELECT (id) ON public.t TO pg_monitor",
    words: { sql: "GRANT SELECT (id, name), UPDATE (email) ON t TO pg_monitor" },
    naive: "GRANT SELECT (id, name), UPDATE (email) ON public.t TO pg_monitor",
    nodes: ["expand"],
    rights: "both ways",
  },
  {
    kind: "grant",
    title: "on all tables of a schema, a view among them",
    setUp: `CREATE VIEW "Odd one"."Vi ew" AS SELECT 1 AS one`,
    words: { sql: `GRANT SELECT ON ALL TABLES IN SCHEMA "Odd one" TO pg_monitor` },
    naive: `GRANT SELECT ON ALL TABLES IN SCHEMA "Odd one" TO pg_monitor`,
    nodes: ["expand"],
    rights: true,
  },
];

export const revokeCases: readonly OperationCase[] = [
  {
    kind: "revoke",
    title: "from a table, and so from columns of it",
    setUp: `GRANT SELECT ("Full Name", id), UPDATE (id) ON ${ODD} TO pg_monitor WITH GRANT OPTION`,
    words: { sql: `REVOKE SELECT ON ${ODD} FROM pg_monitor` },
    naive: `REVOKE SELECT ON ${ODD} FROM pg_monitor`,
    nodes: ["deploy-forget-right", "contract"],
    rights: "both ways",
  },
  {
    kind: "revoke",
    title: "from one column of a view",
    setUp: `CREATE VIEW "Odd one"."Vi ew" AS SELECT 1 AS one, 2 AS two; GRANT SELECT (one, two) ON "Odd one"."Vi ew" TO pg_monitor`,
    words: { sql: `REVOKE SELECT (two) ON "Odd one"."Vi ew" FROM pg_monitor` },
    naive: `REVOKE SELECT (two) ON "Odd one"."Vi ew" FROM pg_monitor`,
    nodes: ["deploy-forget-right", "contract"],
    rights: "both ways",
  },
  {
    kind: "revoke",
    title: "with the option to grant it on",
    setUp: `GRANT SELECT, UPDATE ON ${ODD} TO pg_monitor WITH GRANT OPTION`,
    words: { sql: `REVOKE UPDATE, DELETE ON ${ODD} FROM pg_monitor` },
    naive: `REVOKE UPDATE, DELETE ON ${ODD} FROM pg_monitor`,
    nodes: ["deploy-forget-right", "contract"],
    rights: "both ways",
  },
];
