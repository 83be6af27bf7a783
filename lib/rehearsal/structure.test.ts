import { beforeAll, expect, it } from "vitest";
import { loadParser } from "@/lib/sql/parse";
import { catalogOf } from "@/lib/testing/catalog-fixture";
import { rolesOf } from "./structure";

beforeAll(loadParser);

it("knows the roles that only the grants of a schema name", () => {
  const rights = [
    "ALTER SCHEMA shop OWNER TO owner",
    "REVOKE ALL ON SCHEMA shop FROM PUBLIC",
    'GRANT USAGE ON SCHEMA shop TO "the app"',
    "GRANT CREATE ON SCHEMA shop TO deployer",
    "GRANT USAGE ON SCHEMA shop TO PUBLIC",
  ];
  expect(rolesOf(catalogOf([], { schemas: [{ name: "shop", rights }] }))).toEqual(["deployer", "the app"]);
});
