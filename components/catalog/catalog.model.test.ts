import { expect, test } from "vitest";
import { blankColumn, blankTable } from "@/lib/catalog/blank";
import type { Table } from "@/lib/catalog/model";
import { searchRows, toRow, withMeasuredRates, writeRateText } from "./catalog.model";

const table = (name: string, columns: readonly string[], over: Partial<Table> = {}): Table =>
  blankTable(
    { schema: "public", name },
    {
      rowEstimate: 10,
      writesTotal: 600,
      statsAgeSeconds: 60,
      columns: columns.map((column) => blankColumn(column, "text")),
      ...over,
    },
  );
const rows = [table("customers", ["id", "full_name"]), table("orders", ["id", "customer_id"])].map(toRow);
const found = (query: string) => searchRows(rows, query).map((row) => row.name);

test("a table is found by its name, its schema or one of its columns, whatever the case", () => {
  expect(found("ORDERS")).toEqual(["orders"]);
  expect(found("public.cust")).toEqual(["customers"]);
  expect(found("full_name")).toEqual(["customers"]);
});
test("every word must match", () => {
  expect(found("customer id")).toEqual(["customers", "orders"]);
  expect(found("orders full_name")).toEqual([]);
});
test("an empty search shows everything, in the same array", () => {
  expect(searchRows(rows, "  ")).toBe(rows);
});
test("a write rate without an age of statistics is unknown, not zero", () => {
  expect(toRow(table("t", [])).writesPerSecond).toBe(10);
  expect(toRow(table("t", [], { statsAgeSeconds: null })).writesPerSecond).toBeNull();
  expect([null, 0, 12.4, 0.44, 0.05, 0.0001].map(writeRateText)).toEqual([
    "–",
    "none",
    "12/s",
    "0.4/s",
    "3.0/min",
    "under 0.1/min",
  ]);
});

test("two readings give a rate where the statistics have no known beginning", () => {
  const unknown = toRow(table("orders", [], { statsAgeSeconds: null, writesTotal: 130 }));
  const reset = toRow(table("reset", [], { statsAgeSeconds: null, writesTotal: 1 }));
  const fresh = toRow(table("fresh", [], { statsAgeSeconds: null }));
  const former = {
    readAt: "2026-01-31T12:00:00.000Z",
    writes: new Map([
      ["public.orders", 100],
      ["public.reset", 50],
    ]),
  };
  const rated = withMeasuredRates([unknown, reset, fresh], former, "2026-01-31T12:00:10.000Z");
  expect(rated.map((row) => row.writesPerSecond)).toEqual([3, null, null]);
  expect(withMeasuredRates([unknown], null, "2026-01-31T12:00:10.000Z")[0]?.writesPerSecond).toBeNull();
});
