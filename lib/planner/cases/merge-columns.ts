import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

const NODES = ["expand", "backfill", "deploy-new-columns", "deploy-forget-column", "contract"];

export const mergeColumnsCases: readonly OperationCase[] = [
  {
    kind: "merge-columns",
    title: "a name and an address, one NOT NULL with a default, one with an index",
    words: {
      sentence:
        "merge (name, email) of t into concat_ws(' / ', name, email)::text as contact and back using name = split_part(contact, ' / ', 1), email = nullif(split_part(contact, ' / ', 2), '')",
    },
    naive:
      "ALTER TABLE public.t ADD contact text; UPDATE public.t SET contact = concat_ws(' / ', name, email); ALTER TABLE public.t DROP name, DROP email",
    nodes: NODES,
  },
  {
    kind: "merge-columns",
    title: "quoted names, with an index and a check over both",
    setUp: `CREATE UNIQUE INDEX "over both" ON ${ODD} ("Full Name", "select"); ALTER TABLE ${ODD} ADD CONSTRAINT "c" CHECK ("select" > 0 OR "Full Name" <> '')`,
    words: {
      operations: [
        {
          kind: "merge-columns",
          table: ODD,
          columns: ["Full Name", "select"],
          into: `jsonb_build_object('name', "Full Name", 'n', "select")::jsonb AS "All"`,
          back: `"Full Name" = "All" ->> 'name', "select" = ("All" ->> 'n')::int`,
        },
      ],
    },
    naive: `ALTER TABLE ${ODD} ADD "All" jsonb; UPDATE ${ODD} SET "All" = jsonb_build_object('name', "Full Name", 'n', "select"); ALTER TABLE ${ODD} DROP "Full Name", DROP "select"`,
    nodes: NODES,
  },
];
