import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const createPolicyCases: readonly OperationCase[] = [
  {
    kind: "create-policy",
    title: "that calls a function along the search path",
    words: { sentence: "create policy tidied on t for select using (name = tidy(name))" },
    naive: "CREATE POLICY tidied ON public.t FOR SELECT USING (name = public.tidy(name))",
    nodes: ["expand"],
  },
  {
    kind: "create-policy",
    title: "a restrictive one of quoted names",
    setUp: `ALTER TABLE ${ODD} ENABLE ROW LEVEL SECURITY`,
    words: { sql: `CREATE POLICY "Few rows" ON ${ODD} AS RESTRICTIVE USING ("select" > 1)` },
    naive: `CREATE POLICY "Few rows" ON ${ODD} AS RESTRICTIVE USING ("select" > 1)`,
    nodes: ["expand"],
  },
];

const FEW = `ALTER TABLE ${ODD} ENABLE ROW LEVEL SECURITY;
  CREATE POLICY "Few rows" ON ${ODD} TO pg_monitor, pg_read_all_stats USING ("select" > 1 AND "Full Name" <> 'x');
  COMMENT ON POLICY "Few rows" ON ${ODD} IS 'a word'`;

export const alterPolicyCases: readonly OperationCase[] = [
  {
    kind: "alter-policy",
    title: "other rows and roles",
    setUp: FEW,
    words: { sql: `ALTER POLICY "Few rows" ON ${ODD} TO PUBLIC USING (tidy("Full Name") <> 'x')` },
    naive: `ALTER POLICY "Few rows" ON ${ODD} TO PUBLIC USING (public.tidy("Full Name") <> 'x')`,
    nodes: ["expand"],
  },
  {
    kind: "alter-policy",
    title: "with a check where there was none",
    setUp: FEW,
    words: { sql: `ALTER POLICY "Few rows" ON ${ODD} WITH CHECK ("Full Name" <> 'x')` },
    naive: `ALTER POLICY "Few rows" ON ${ODD} WITH CHECK ("Full Name" <> 'x')`,
    nodes: ["expand"],
  },
  {
    kind: "alter-policy",
    title: "the same in other words",
    setUp: "CREATE POLICY few ON public.t USING (id BETWEEN SYMMETRIC 9 AND 3)",
    words: { sql: "ALTER POLICY few ON t USING (id BETWEEN SYMMETRIC 9 AND 3)" },
    naive: "ALTER POLICY few ON public.t USING (id BETWEEN SYMMETRIC 9 AND 3)",
    nodes: ["expand"],
    repeatable: true,
    unchanged: true,
  },
  {
    kind: "alter-policy",
    title: "dropped and created anew: restrictive, of another command, and it keeps its comment",
    setUp: FEW,
    words: {
      sql: `DROP POLICY "Few rows" ON ${ODD};
        CREATE POLICY "Few rows" ON ${ODD} AS RESTRICTIVE FOR UPDATE WITH CHECK (tidy("Full Name") <> 'x')`,
    },
    naive: `DROP POLICY "Few rows" ON ${ODD};
      CREATE POLICY "Few rows" ON ${ODD} AS RESTRICTIVE FOR UPDATE WITH CHECK (public.tidy("Full Name") <> 'x');
      COMMENT ON POLICY "Few rows" ON ${ODD} IS 'a word'`,
    nodes: ["expand"],
    rights: true,
  },
  {
    kind: "alter-policy",
    title: "two dropped before both are created anew",
    setUp:
      "CREATE POLICY few ON public.t USING (id > 3) WITH CHECK (id > 4); CREATE POLICY two ON public.t USING (id = 2)",
    words: {
      sql: `DROP POLICY IF EXISTS few ON t; DROP POLICY two ON public.t; CREATE POLICY few ON t TO pg_monitor USING (id > 3);
        CREATE POLICY two ON t FOR SELECT USING (id = 2)`,
    },
    naive: `DROP POLICY few ON public.t; DROP POLICY two ON public.t; CREATE POLICY few ON public.t TO pg_monitor USING (id > 3);
      CREATE POLICY two ON public.t FOR SELECT USING (id = 2)`,
    nodes: ["expand"],
    rights: true,
  },
  {
    kind: "alter-policy",
    title: "dropped and created anew, the same in other words",
    setUp: "CREATE POLICY few ON public.t FOR DELETE USING (id BETWEEN SYMMETRIC 9 AND 3)",
    words: {
      sql: "DROP POLICY few ON t; CREATE POLICY few ON t FOR DELETE TO PUBLIC USING (id BETWEEN SYMMETRIC 9 AND 3)",
    },
    naive: "SELECT 1",
    nodes: ["expand"],
    rights: true,
    repeatable: true,
    unchanged: true,
  },
  {
    kind: "alter-policy",
    title: "another name",
    setUp: "CREATE POLICY few ON public.t USING (id > 3)",
    words: { sentence: `alter policy few on t rename to "Se veral"` },
    naive: `ALTER POLICY few ON public.t RENAME TO "Se veral"`,
    nodes: ["expand"],
  },
];

export const dropPolicyCases: readonly OperationCase[] = [
  {
    kind: "drop-policy",
    title: "with a comment",
    setUp: `CREATE POLICY "Few rows" ON ${ODD} AS RESTRICTIVE FOR UPDATE TO PUBLIC USING ("select" > 1) WITH CHECK ("select" < 99);
      COMMENT ON POLICY "Few rows" ON ${ODD} IS 'a word'`,
    words: { sql: `DROP POLICY "Few rows" ON ${ODD}` },
    naive: `DROP POLICY "Few rows" ON ${ODD}`,
    nodes: ["deploy-forget-policy", "contract"],
  },
];

export const createStatisticsCases: readonly OperationCase[] = [
  {
    kind: "create-statistics",
    title: "of one kind",
    words: { sentence: "create statistics related (dependencies) on name, email from t" },
    naive: "CREATE STATISTICS public.related (dependencies) ON name, email FROM public.t",
    nodes: ["expand"],
  },
];

export const dropStatisticsCases: readonly OperationCase[] = [
  {
    kind: "drop-statistics",
    title: "in another schema, with a comment",
    setUp: `CREATE STATISTICS "Odd one"."Rel ated" ON name, email FROM public.t; COMMENT ON STATISTICS "Odd one"."Rel ated" IS 'a word'`,
    words: { sql: `DROP STATISTICS "Odd one"."Rel ated"` },
    naive: `DROP STATISTICS "Odd one"."Rel ated"`,
    nodes: ["contract"],
  },
];
