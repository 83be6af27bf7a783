import { expect, it } from "vitest";
import { OPERATION_KINDS } from "./draft.model";
import { groupsOf } from "./operation-groups.model";

const groups = groupsOf(OPERATION_KINDS.map((id) => ({ id })));
const idsOf = (title: string) => groups.find((group) => group.title === title)?.options.map(({ id }) => id);

it("puts every operation into one group", () => {
  expect(groups.flatMap(({ options }) => options.map(({ id }) => id)).sort()).toEqual(
    [...OPERATION_KINDS].sort(),
  );
});

it("goes by what an operation is about", () => {
  expect(idsOf("Columns")).toEqual(
    expect.arrayContaining(["rename-column", "set-not-null", "change-column-type"]),
  );
  expect(idsOf("Rules")).toEqual(
    expect.arrayContaining(["add-foreign-key", "add-primary-key", "drop-constraint"]),
  );
  expect(idsOf("Indexes")).toEqual(expect.arrayContaining(["create-index", "drop-index"]));
  expect(idsOf("Rows")).toEqual(["update-rows", "delete-rows"]);
  expect(idsOf("Types")).toEqual(expect.arrayContaining(["create-enum", "remove-enum-value"]));
  expect(idsOf("Other objects")).toEqual(expect.arrayContaining(["raw-sql", "alter-default-privileges"]));
});
