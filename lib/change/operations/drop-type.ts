import type { DropType, RenameType } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { MAX_NAME_BYTES, nameBytes, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, strings } from "@/lib/sql/parse";
import { problem } from "../names-in-catalog";
import { bareName, type OperationWords, sentencePattern } from "../operation-words";
import { droppedNames, namedWords, objectNamed } from "../statement-words";

export const dropTypeWords = namedWords<DropType>({
  kind: "drop-type",
  label: "Drop an enum",
  examples: ["drop type mood", "drop enum mood"],
  begins: "drop(?: the)? (?:type|enum)",
  names: (node) => droppedNames(node, ["OBJECT_TYPE"]),
  find(catalog, written) {
    const found = objectNamed(catalog, catalog.enums, written, "an enum");
    if (found.ok) return ok(relationName(found.value));
    return fail(`${found.failure}. Composite and range types are dropped as a raw step: “run: drop type …”`);
  },
  describe: (name) => `Drop the enum ${name}`,
});

const RENAME = sentencePattern("rename(?: the)? (?:type|enum|domain) {path} to {name}");

export const renameTypeWords: OperationWords<RenameType> = {
  kind: "rename-type",
  label: "Rename a type",
  examples: ["rename type mood to feeling"],

  fromSentence(sentence) {
    const match = RENAME.exec(sentence);
    return match ? ok({ kind: "rename-type", name: match[1] ?? "", to: bareName(match[2] ?? "") }) : null;
  },

  fromStatement({ node }) {
    const rename = bodyOf(node, "RenameStmt");
    if (rename?.renameType !== "OBJECT_TYPE" && rename?.renameType !== "OBJECT_DOMAIN") return null;
    const name = strings(bodyOf(rename.object, "List")?.items).map(quoteIdentifier).join(".");
    return ok([{ kind: "rename-type", name, to: rename.newname ?? "" }]);
  },

  check(operation, catalog) {
    const types = [...catalog.enums, ...(catalog.domains ?? [])];
    const found = objectNamed(catalog, types, operation.name, "an enum or domain");
    if (!found.ok) return problem("name", found.failure);
    const { schema } = found.value;
    if (nameBytes(operation.to) > MAX_NAME_BYTES) {
      return problem("to", `a name has at most ${MAX_NAME_BYTES} bytes: Postgres would cut it`);
    }
    const taken = [...types, ...catalog.tables, ...catalog.views];
    if (taken.some((one) => one.schema === schema && one.name === operation.to)) {
      return problem("to", `there is a type ${relationName({ schema, name: operation.to })} already`);
    }
    return ok({ ...operation, name: relationName(found.value) });
  },

  describe: ({ name, to }) => `Rename the type ${name} to ${quoteIdentifier(to)}`,
};
