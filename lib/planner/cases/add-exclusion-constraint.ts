import type { OperationCase } from "./operation-case";

const BOOKINGS = `CREATE TABLE public.bookings (id int PRIMARY KEY, during tsrange);
  INSERT INTO public.bookings SELECT g, tsrange(timestamp '2026-01-01' + g * interval '1 day', timestamp '2026-01-01' + g * interval '1 day' + interval '1 hour')
    FROM generate_series(1, 20) g; ANALYZE public.bookings`;

export const addExclusionConstraintCases: readonly OperationCase[] = [
  {
    kind: "add-exclusion-constraint",
    title: "on a small table",
    setUp: BOOKINGS,
    words: { sentence: "add exclude using gist (during with &&) to bookings" },
    naive: "ALTER TABLE public.bookings ADD EXCLUDE USING gist (during WITH &&)",
    nodes: ["expand"],
  },
  {
    kind: "add-exclusion-constraint",
    title: "named",
    setUp: BOOKINGS,
    words: {
      sql: "ALTER TABLE bookings ADD CONSTRAINT one_at_a_time EXCLUDE USING gist (during WITH &&)",
    },
    naive: "ALTER TABLE public.bookings ADD CONSTRAINT one_at_a_time EXCLUDE USING gist (during WITH &&)",
    nodes: ["expand"],
  },
];
