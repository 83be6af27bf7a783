import pg from "pg";
import { expect, it } from "vitest";
import { readCatalog } from "../catalog/read";
import { Review } from "../contracts/review";
import { review } from "../review/review";
import { loadParser } from "../sql/parse";
import { createTestDatabase } from "../testing/postgres";

it("knows from a catalog what the file cannot say", async () => {
  const database = await createTestDatabase(15);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    "create table people (id bigint primary key, name varchar(10), email text check (email is not null))",
  );
  const catalog = await readCatalog(client);
  await client.end();
  await database.drop();
  await loadParser();
  const file = review(
    "ALTER TABLE people ALTER name TYPE varchar(20); ALTER TABLE people ALTER email SET NOT NULL; ALTER TABLE people ALTER id TYPE numeric;",
    { serverMajor: 15, catalog: { ...catalog, searchPath: ["public"] } },
  );
  expect(Review.parse({ files: [file] }).files).toHaveLength(1);
  expect(
    file.statements.map(({ findings }) =>
      findings.filter(({ level }) => level === "error").map(({ rule }) => rule),
    ),
  ).toEqual([[], [], ["change-column-type"]]);
});
