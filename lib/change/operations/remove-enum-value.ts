import type { RemoveEnumValue } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { enumNamed } from "./create-enum";

const FORM = sentencePattern(
  "(?:remove|drop|delete) (?:the )?value '((?:[^']|'')+)' (?:of|from) (?:enum |type )?{path},? (?:and )?(?:replace it|replaced|replacing it) (?:by|with) (null|'(?:[^']|'')+')",
);

export const removeEnumValueWords: OperationWords<RemoveEnumValue> = {
  kind: "remove-enum-value",
  label: "Remove an enum value",
  examples: [
    "remove value 'sad' from mood replaced by 'ok'",
    "remove value 'sad' from mood replaced by null",
  ],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const [, value = "", type = "", replacement = ""] = match;
    return ok({
      kind: "remove-enum-value",
      type,
      value: value.replaceAll("''", "'"),
      replacement: /^null$/i.test(replacement) ? null : replacement.slice(1, -1).replaceAll("''", "'"),
    });
  },

  /** Postgres has no such statement. */
  fromStatement: () => null,

  check(operation, catalog) {
    const found = enumNamed(catalog, operation.type);
    if (!found) return problem("type", `there is no enum ${operation.type}`);
    const left = found.values.filter((value) => value !== operation.value);
    if (left.length === found.values.length) {
      return problem("value", `${operation.value} is no value of it; it has ${found.values.join(", ")}`);
    }
    if (left.length === 0) return problem("value", `${operation.value} is its only value`);
    if (operation.replacement !== null && !left.includes(operation.replacement)) {
      return problem("replacement", `${operation.replacement} is none of what is left: ${left.join(", ")}`);
    }
    return ok({ ...operation, type: relationName(found) });
  },

  describe: ({ type, value, replacement }) =>
    `Remove ${quoteLiteral(value)} from the enum ${type}, with ${replacement === null ? "NULL" : quoteLiteral(replacement)} in its place`,
};
