import type { OperationCase } from "./operation-case";

export const createTableCases: readonly OperationCase[] = [
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
];
