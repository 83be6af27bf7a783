import type { RenameEnumValue } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import {
  MAX_NAME_BYTES,
  nameBytes,
  quoteIdentifier,
  quoteLiteral,
  relationName,
} from "@/lib/sql/identifiers";
import { bodyOf, strings } from "@/lib/sql/parse";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { enumNamed } from "./create-enum";

const FORM = sentencePattern(
  "rename (?:the )?value '((?:[^']|'')+)' (?:of|in) (?:enum |type )?{path} to '((?:[^']|'')+)'",
);

export const renameEnumValueWords: OperationWords<RenameEnumValue> = {
  kind: "rename-enum-value",
  label: "Rename an enum value",
  examples: ["rename value 'ok' of mood to 'fine'"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const [, value = "", type = "", to = ""] = match;
    return ok({
      kind: "rename-enum-value",
      type,
      value: value.replaceAll("''", "'"),
      to: to.replaceAll("''", "'"),
    });
  },

  fromStatement({ node }) {
    const alter = bodyOf(node, "AlterEnumStmt");
    if (!alter?.oldVal) return null;
    const type = strings(alter.typeName).map(quoteIdentifier).join(".");
    return ok([{ kind: "rename-enum-value", type, value: alter.oldVal, to: alter.newVal ?? "" }]);
  },

  check(operation, catalog) {
    const found = enumNamed(catalog, operation.type);
    if (!found) return problem("type", `there is no enum ${operation.type}`);
    const { values } = found;
    if (!values.includes(operation.value)) {
      return problem("value", `${operation.value} is no value of it; it has ${values.join(", ")}`);
    }
    if (values.includes(operation.to)) return problem("to", `${operation.to} is a value of it already`);
    if (nameBytes(operation.to) > MAX_NAME_BYTES) {
      return problem("to", `a value has at most ${MAX_NAME_BYTES} bytes`);
    }
    return ok({ ...operation, type: relationName(found) });
  },

  describe: ({ type, value, to }) =>
    `Rename ${quoteLiteral(value)} of the enum ${type} to ${quoteLiteral(to)}`,
};
