import { expect, it } from "vitest";
import { SAMPLES } from "@/lib/interop/sample-repositories.fixture";
import { openedAs } from "./repository.model";

it("takes loose SQL as one text, by name", () => {
  const files = [
    { path: "2.sql", content: "SELECT 2;\n" },
    { path: "1.sql", content: "SELECT 1;" },
  ];
  expect(openedAs(files)).toEqual({ kind: "sql", text: "-- 1.sql\nSELECT 1;\n\n-- 2.sql\nSELECT 2;\n" });
  expect(openedAs(files.slice(0, 1))).toEqual({ kind: "sql", text: "SELECT 2;\n" });
});

it("takes a folder, or files that a tool claims, as migrations", () => {
  const { files } = SAMPLES.rails;
  expect(openedAs(files).kind).toBe("migrations");
  expect(openedAs([{ path: "1_a.sql", content: "-- migrate:up\nSELECT 1;" }]).kind).toBe("migrations");
  expect(openedAs([{ path: "1_a.up.sql", content: "SELECT 1;" }]).kind).toBe("migrations");
  expect(openedAs([])).toEqual({ kind: "nothing" });
});
