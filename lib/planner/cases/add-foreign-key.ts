import { RULE } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const addForeignKeyCases: readonly OperationCase[] = [
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
];
