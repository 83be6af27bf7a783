import { blankColumn, blankConstraint, blankIndex, blankTable } from "@/lib/catalog/blank";
import type { Catalog, Column, Constraint, Index, Table } from "@/lib/catalog/model";

/** Catalogs for pure tests: every field has a plain value, tests say only what matters to them. */
export function column(name: string, more: Partial<Column> = {}): Column {
  return blankColumn(name, "text", { position: 1, ...more });
}

export function constraint(name: string, more: Partial<Constraint> = {}): Constraint {
  return blankConstraint(name, "check", [], { definition: "CHECK (true)", validated: true, ...more });
}

export function index(name: string, columns: readonly string[], more: Partial<Index> = {}): Index {
  const definition = `CREATE INDEX ${name} ON public.t USING btree (${columns.join(", ")})`;
  return blankIndex(name, columns, { definition, bytes: 8192, ...more });
}

export function table(more: Partial<Table> & { name: string }): Table {
  const size = { rowEstimate: 500_000, totalBytes: 100_000_000, heapBytes: 80_000_000 };
  return blankTable({ schema: "public", name: more.name }, { owner: "owner", ...size, ...more });
}

export function catalogOf(tables: readonly Table[], more: Partial<Catalog> = {}): Catalog {
  return {
    serverVersion: "15.18",
    serverMajor: 15,
    database: "shop",
    readAt: "2026-01-01T00:00:00.000Z",
    searchPath: ["public"],
    tables,
    views: [],
    enums: [],
    domains: [],
    sequences: [],
    functions: [],
    ...more,
  };
}

const id = column("id", { type: "bigint", notNull: true });
const key = (name: string) => ({
  columns: [id],
  constraints: [
    constraint(`${name}_pkey`, { type: "primary key", columns: ["id"], indexName: `${name}_pkey` }),
  ],
  indexes: [index(`${name}_pkey`, ["id"], { unique: true, primary: true, constraintName: `${name}_pkey` })],
});

/** A table in parts by date, one of them, and one that could become another. */
function readings() {
  const columns = [column("sensor_id", { type: "integer" }), column("at", { type: "date" })];
  const bound = "FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')";
  return [
    table({
      name: "readings",
      kind: "partitioned",
      columns,
      partitionKeyColumns: ["at"],
      partitioning: { key: "RANGE (at)", bound: null },
    }),
    table({
      name: "readings_2020",
      kind: "partition",
      columns,
      inheritsFrom: ["public.readings"],
      partitioning: { key: null, bound },
    }),
    table({ name: "readings_2026", columns }),
  ];
}

/** A small shop: a table with something of everything, one with quoted names, two of one name, a view. */
export function shop(serverMajor = 15): Catalog {
  const customers = key("customers");
  return catalogOf(
    [
      table({
        name: "customers",
        ...customers,
        columns: [
          id,
          column("full_name", { notNull: true, default: "'nobody'::text", comment: "As on the card" }),
          column("email", { type: "character varying(200)" }),
        ],
        constraints: [
          ...customers.constraints,
          constraint("customers_full_name_check", {
            columns: ["full_name"],
            definition: "CHECK ((full_name <> ''::text))",
          }),
        ],
        indexes: [
          ...customers.indexes,
          index("customers_full_name_idx", ["full_name"], {
            definition: "CREATE INDEX customers_full_name_idx ON public.customers USING btree (full_name)",
          }),
        ],
        grants: [{ grantee: "clerk", privilege: "UPDATE", grantable: false }],
        policies: [{ name: "shown", command: "select", using: "true", check: null, mentions: [] }],
        triggers: [
          {
            name: "touched",
            timing: "before",
            events: ["update"],
            forEachRow: true,
            function: "public.touch",
            enabled: "origin",
            definition:
              "CREATE TRIGGER touched BEFORE UPDATE ON public.customers FOR EACH ROW EXECUTE FUNCTION public.touch()",
            updateOf: [],
          },
        ],
      }),
      table({
        name: "Order",
        columns: [id, column("Note")],
        indexes: key("Order").indexes,
        constraints: [
          ...key("Order").constraints,
          constraint("note_said", {
            columns: ["Note"],
            definition: `CHECK (("Note" <> ''::text)) NOT VALID`,
            validated: false,
          }),
        ],
      }),
      table({
        name: "events",
        columns: [column("tenant_id", { type: "integer" }), id],
        statistics: [
          { schema: "public", name: "events_related", columns: ["tenant_id", "id"], definition: "" },
        ],
      }),
      table({
        name: "bookings",
        ...key("bookings"),
        columns: [
          { ...id, identity: "always" },
          column("during", { type: "tsrange" }),
          column("starts", { generated: { kind: "stored", expression: "lower(during)" } }),
        ],
      }),
      ...readings(),
      table({ schema: "a", name: "logs", columns: [column("line")] }),
      table({ schema: "b", name: "logs", columns: [column("line")] }),
    ],
    {
      serverMajor,
      serverVersion: `${serverMajor}.1`,
      enums: [{ schema: "public", name: "mood", values: ["sad", "ok"] }],
      domains: [{ schema: "public", name: "email", constrained: true }],
      sequences: [{ schema: "public", name: "tickets", ownedBy: null }],
      schemas: ["a", "attic", "b", "public"].map((name) => ({ name })),
      publications: [
        {
          name: "sales",
          allTables: false,
          objects: ["TABLE public.customers"],
          options: "publish = 'insert, update, delete, truncate', publish_via_partition_root = false",
        },
      ],
      extensions: [{ name: "hstore", schema: "public", version: "1.8" }],
      functions: [
        {
          schema: "public",
          name: "tidy",
          identity: "public.tidy(text)",
          language: "sql",
          volatility: "immutable",
          body: "SELECT lower($1)",
          argumentTypes: ["text"],
        },
      ],
      views: [
        { schema: "public", name: "overview", materialized: false, definition: "", reads: [] },
        { schema: "public", name: "totals", materialized: true, definition: "", reads: [] },
      ],
    },
  );
}
