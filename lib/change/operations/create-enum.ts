import type { Catalog } from "@/lib/catalog/model";
import type { AddEnumValue, CreateEnum } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import {
  MAX_NAME_BYTES,
  nameBytes,
  parseRelationName,
  quoteIdentifier,
  quoteLiteral,
  relationName,
} from "@/lib/sql/identifiers";
import { bodyOf, strings } from "@/lib/sql/parse";
import { type Problem, problem } from "../names-in-catalog";
import { didYouMean, nearest } from "../nearest";
import { type OperationWords, sentencePattern } from "../operation-words";
import { newName } from "../statement-words";

const NEW = sentencePattern("create (?:an )?enum (?:type )?{path} (?:with|of|as) (.+)");
const VALUE = sentencePattern(
  "add (?:the )?value '((?:[^']|'')+)' to (?:enum |type )?{path}(?: before '((?:[^']|'')+)')?",
);

export const createEnumWords: OperationWords<CreateEnum> = {
  kind: "create-enum",
  label: "Create an enum",
  examples: ["create enum colour with 'red', 'dark blue'"],

  fromSentence(sentence) {
    const match = NEW.exec(sentence);
    if (!match) return null;
    const list = match[2]?.replace(/^\((.*)\)$/, "$1") ?? "";
    const values = list.split(",").map((value) => unquoted(value.trim()));
    return ok({ kind: "create-enum", type: match[1] ?? "", values });
  },

  fromStatement({ node }) {
    const made = bodyOf(node, "CreateEnumStmt");
    if (!made) return null;
    const type = strings(made.typeName).map(quoteIdentifier).join(".");
    return ok([{ kind: "create-enum", type, values: strings(made.vals) }]);
  },

  check(operation, catalog) {
    const name = parseRelationName(operation.type);
    if (!name) return problem("type", `${operation.type} is not the name of a type`);
    const { schema } = newName(catalog, { schemaname: name.schema ?? undefined, relname: name.name });
    const problems: Problem[] = [];
    const full = relationName({ schema, name: name.name });
    if (nameBytes(name.name) > MAX_NAME_BYTES) {
      problems.push({ field: "type", message: `a name has at most ${MAX_NAME_BYTES} bytes` });
    }
    const taken = [...catalog.enums, ...(catalog.domains ?? []), ...catalog.tables, ...catalog.views];
    if (taken.some((one) => one.schema === schema && one.name === name.name)) {
      problems.push({ field: "type", message: `there is a type ${full} already` });
    }
    const twice = operation.values.find((value, at) => operation.values.indexOf(value) !== at);
    if (twice !== undefined) problems.push({ field: "values", message: `${twice} is there twice` });
    const long = operation.values.find((value) => nameBytes(value) > MAX_NAME_BYTES);
    if (long) problems.push({ field: "values", message: `a value has at most ${MAX_NAME_BYTES} bytes` });
    return problems.length > 0 ? fail(problems) : ok({ ...operation, type: full });
  },

  describe: ({ type, values }) => `Create the enum ${type} of ${values.map(quoteLiteral).join(", ")}`,
};

export const addEnumValueWords: OperationWords<AddEnumValue> = {
  kind: "add-enum-value",
  label: "Add an enum value",
  examples: ["add value 'great' to mood", "add value 'meh' to mood before 'ok'"],

  fromSentence(sentence) {
    const match = VALUE.exec(sentence);
    if (!match) return null;
    const [, value = "", type = "", before] = match;
    return ok({
      kind: "add-enum-value",
      type,
      value: value.replaceAll("''", "'"),
      before: before?.replaceAll("''", "'") ?? null,
    });
  },

  fromStatement({ node }) {
    const alter = bodyOf(node, "AlterEnumStmt");
    if (!alter) return null;
    if (alter.oldVal) return null;
    if (alter.skipIfNewValExists) return fail("IF NOT EXISTS leaves open what is there: say ADD VALUE");
    if (alter.newValNeighbor && alter.newValIsAfter)
      return fail("AFTER is not understood: say BEFORE the next value");
    const type = strings(alter.typeName).map(quoteIdentifier).join(".");
    return ok([
      { kind: "add-enum-value", type, value: alter.newVal ?? "", before: alter.newValNeighbor ?? null },
    ]);
  },

  check(operation, catalog) {
    const found = enumNamed(catalog, operation.type);
    if (!found) {
      const close = nearest(
        operation.type,
        catalog.enums.map(({ name }) => name),
      );
      return problem("type", `there is no enum ${operation.type}${didYouMean(close)}`);
    }
    const { values } = found;
    if (values.includes(operation.value))
      return problem("value", `${operation.value} is a value of it already`);
    if (nameBytes(operation.value) > MAX_NAME_BYTES) {
      return problem("value", `a value has at most ${MAX_NAME_BYTES} bytes`);
    }
    if (operation.before !== null && !values.includes(operation.before)) {
      return problem("before", `${operation.before} is no value of it; it has ${values.join(", ")}`);
    }
    return ok({ ...operation, type: relationName(found) });
  },

  describe: ({ type, value }) => `Add ${quoteLiteral(value)} to the enum ${type}`,
};

/** The enum of that name, along the search path where no schema is said. */
export function enumNamed(catalog: Catalog, written: string) {
  const name = parseRelationName(written);
  const schemas = name?.schema ? [name.schema] : catalog.searchPath;
  return schemas
    .map((schema) => catalog.enums.find((one) => one.schema === schema && one.name === name?.name))
    .find((one) => one !== undefined);
}

function unquoted(value: string): string {
  return /^'.*'$/.test(value) ? value.slice(1, -1).replaceAll("''", "'") : value;
}
