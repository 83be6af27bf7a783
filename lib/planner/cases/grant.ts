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
  },
  {
    kind: "grant",
    title: "everything, on a schema of quoted name",
    words: { sql: `GRANT ALL ON SCHEMA "Odd one" TO pg_monitor` },
    naive: `GRANT ALL ON SCHEMA "Odd one" TO pg_monitor`,
    nodes: ["expand"],
  },
];

export const revokeCases: readonly OperationCase[] = [
  {
    kind: "revoke",
    title: "with the option to grant it on",
    setUp: `GRANT SELECT, UPDATE ON ${ODD} TO pg_monitor WITH GRANT OPTION`,
    words: { sql: `REVOKE UPDATE, DELETE ON ${ODD} FROM pg_monitor` },
    naive: `REVOKE UPDATE, DELETE ON ${ODD} FROM pg_monitor`,
    nodes: ["deploy-forget-right", "contract"],
  },
];
