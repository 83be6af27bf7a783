import type { Catalog } from "@/lib/catalog/model";
import { createdSchema } from "@/lib/change/operations/create-schema";
import type { CreateSchema, DropSchema } from "@/lib/contracts/operation";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { dropObject, makeObject } from "../defined-object";
import { INTERLOCK_SCHEMA } from "../names";
import { finding } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is } from "../probe";
import { refuse } from "../refuse";

export const planCreateSchema: OperationPlanner<CreateSchema> = ({ sql }, context) => {
  const schema = createdSchema(sql);
  if (schema === null) return refuse("sql", "it creates no schema");
  if (schema === INTERLOCK_SCHEMA)
    return refuse("sql", "schema interlock is where Interlock keeps its books");
  const name = quoteIdentifier(schema);
  const there = context.catalog.schemas?.some((one) => one.name === schema) ?? false;
  return makeObject(context, {
    noun: "schema",
    name,
    create: [sql],
    isThere: there,
    drop: [`DROP SCHEMA ${name}`],
    exists: is.schema(schema),
    findings: [
      there
        ? finding(
            "info",
            "object.there",
            null,
            `There is a schema ${name} already: nothing is done, and nothing taken back.`,
          )
        : finding(
            "info",
            "schema.rights",
            null,
            `Only its owner may use ${name} until others are granted USAGE.`,
          ),
    ],
  });
};

/** Nothing is in it, so no release can use it. */
export const planDropSchema: OperationPlanner<DropSchema> = ({ name }, context) => {
  const { catalog } = context;
  const schema = catalog.schemas?.find((one) => quoteIdentifier(one.name) === name);
  if (!schema) return refuse("name", `there is no schema ${name}`);
  const inside = firstIn(catalog, schema.name);
  if (inside)
    return refuse("name", `${inside} is in it: drop or move what it holds in a change before this one`);
  return dropObject(context, {
    noun: "schema",
    name,
    usedByApps: false,
    exists: is.schema(schema.name),
    drop: [`DROP SCHEMA ${name}`],
    again: [`CREATE SCHEMA ${name}`, ...(schema.attached ?? []), ...(schema.rights ?? [])],
  });
};

function firstIn(catalog: Catalog, schema: string): string | null {
  const { tables, views, sequences, enums, domains = [], functions } = catalog;
  const found = [...tables, ...views, ...sequences, ...enums, ...domains, ...functions].find(
    (one) => one.schema === schema,
  );
  const extension = catalog.extensions?.find((one) => one.schema === schema);
  return found ? relationName(found) : extension ? `the extension ${extension.name}` : null;
}
