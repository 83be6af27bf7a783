import { expect, test } from "vitest";
import { completions } from "./completions.model";

const catalog = {
  tables: [
    {
      schema: "public",
      name: "customers",
      kind: "table",
      rowEstimate: 10,
      columns: [
        { name: "email", type: "text" },
        { name: "Full Name", type: "text" },
      ],
    },
    { schema: "other", name: "carts", kind: "table", rowEstimate: null, columns: [] },
  ],
};
const forms = ["rename customers.full_name to name", "make customers.email unique"];
const ids = (sentence: string) => completions(sentence, catalog, forms).map(({ id }) => id);

test("an empty sentence is offered every form, a begun one those it begins", () => {
  expect(ids("")).toEqual(forms);
  expect(ids("Make")).toEqual(["make customers.email unique"]);
  expect(ids(forms[0] ?? "")).toEqual([]);
});

test("the last word is completed from the catalog and the rest of the sentence stays", () => {
  expect(ids("drop column cus")).toEqual(["drop column customers"]);
  expect(ids("drop column customers.")).toEqual([
    "drop column customers.email",
    'drop column customers."Full Name"',
  ]);
  expect(ids("drop table other.")).toEqual(["drop table other.carts"]);
  expect(completions("drop column cus", undefined, forms)).toEqual([]);
});
