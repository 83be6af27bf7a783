import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const setRowSecurityCases: readonly OperationCase[] = [
  {
    kind: "set-row-security",
    title: "enabled",
    words: { sentence: "alter table t enable row level security" },
    naive: "ALTER TABLE public.t ENABLE ROW LEVEL SECURITY",
    nodes: ["expand"],
  },
  {
    kind: "set-row-security",
    title: "no longer forced",
    setUp: `ALTER TABLE ${ODD} FORCE ROW LEVEL SECURITY`,
    words: { sql: `ALTER TABLE ${ODD} NO FORCE ROW LEVEL SECURITY` },
    naive: `ALTER TABLE ${ODD} NO FORCE ROW LEVEL SECURITY`,
    nodes: ["expand"],
  },
];

export const setReplicaIdentityCases: readonly OperationCase[] = [
  {
    kind: "set-replica-identity",
    title: "by an index, back to another",
    setUp: `CREATE UNIQUE INDEX "I d" ON public.t (id); ALTER TABLE public.t REPLICA IDENTITY USING INDEX "I d"`,
    words: { sql: "ALTER TABLE t REPLICA IDENTITY USING INDEX t_slug" },
    naive: "ALTER TABLE public.t REPLICA IDENTITY USING INDEX t_slug",
    nodes: ["expand"],
  },
  {
    kind: "set-replica-identity",
    title: "the whole row",
    words: { sentence: "alter table t replica identity full" },
    naive: "ALTER TABLE public.t REPLICA IDENTITY FULL",
    nodes: ["expand"],
  },
];

export const setOptionsCases: readonly OperationCase[] = [
  {
    kind: "set-options",
    title: "set, where one was set and one was not",
    setUp: "ALTER TABLE public.t SET (fillfactor = 70)",
    words: { sql: "ALTER TABLE t SET (fillfactor = 80, autovacuum_enabled = off)" },
    naive: "ALTER TABLE public.t SET (fillfactor = 80, autovacuum_enabled = off)",
    nodes: ["expand"],
  },
  {
    kind: "set-options",
    title: "reset",
    setUp: "ALTER TABLE public.t SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)",
    words: { sentence: "alter table t reset (fillfactor, autovacuum_vacuum_scale_factor)" },
    naive: "ALTER TABLE public.t RESET (fillfactor, autovacuum_vacuum_scale_factor)",
    nodes: ["expand"],
  },
];

export const setStatisticsCases: readonly OperationCase[] = [
  {
    kind: "set-statistics",
    title: "of a quoted column",
    words: { sql: `ALTER TABLE ${ODD} ALTER "Full Name" SET STATISTICS 500` },
    naive: `ALTER TABLE ${ODD} ALTER "Full Name" SET STATISTICS 500`,
    nodes: ["expand"],
  },
  {
    kind: "set-statistics",
    title: "to what the server takes",
    setUp: "ALTER TABLE public.t ALTER name SET STATISTICS 10",
    words: { sentence: "alter table t alter column name set statistics -1" },
    naive: "ALTER TABLE public.t ALTER name SET STATISTICS -1",
    nodes: ["expand"],
  },
];

export const setStorageCases: readonly OperationCase[] = [
  {
    kind: "set-storage",
    title: "from the type's own",
    words: { sentence: "alter table t alter column email set storage external" },
    naive: "ALTER TABLE public.t ALTER email SET STORAGE EXTERNAL",
    nodes: ["expand"],
  },
];
