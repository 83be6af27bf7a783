import { beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "@/lib/sql/parse";
import { castTo, overColumn } from "./expressions";

beforeAll(() => loadParser());

const TYPES = [
  ...[
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "numeric(12,2)",
    "real",
    "double precision",
    "boolean",
    "money",
  ],
  ...[
    "text",
    "character varying",
    "character varying(20)",
    "character(3)",
    '"char"',
    "name",
    "bytea",
    "uuid",
  ],
  ...["date", "time without time zone", "time(3) with time zone", "timestamp without time zone", "interval"],
  ...[
    "timestamp(3) with time zone",
    "interval day to second(3)",
    "bit(8)",
    "bit varying(8)",
    "inet",
    "cidr",
    "macaddr",
  ],
  ...[
    "json",
    "jsonb",
    "xml",
    "point",
    "int4range",
    "tsvector",
    "text[]",
    "integer[]",
    "character varying(20)[]",
  ],
  ...["public.mood", 'app."Odd type"', "public.citext", "public.mood[]"],
];

describe("an expression over a column", () => {
  it.each(TYPES)("says the row before it, in the cast from and to %s", (type) => {
    for (const cast of [
      castTo('"a b"', type, "text"),
      castTo('"a b"', "integer", type),
      castTo("c", type, "bigint"),
    ]) {
      const column = cast.includes("a b") ? "a b" : "c";
      const over = overColumn(cast, column, ["new", column]);
      expect(over, cast).toMatch(/new\.("a b"|c\b)/);
    }
  });

  it("may say where a type is", () => {
    expect(
      overColumn("CASE WHEN a::pg_catalog.text = 'x' THEN NULL ELSE a::pg_catalog.text END", "a", [
        "new",
        "a",
      ]),
    ).toMatch(/CASE\s+WHEN new\.a::text = 'x' THEN NULL\s+ELSE new\.a::text\s+END/);
  });

  it.each(["a + b", "(SELECT a)", "t.a"])("is not %s", (expression) => {
    expect(overColumn(expression, "a", ["new", "a"])).toBeNull();
  });
});
