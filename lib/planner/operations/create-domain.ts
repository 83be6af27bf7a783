import type { Catalog } from "@/lib/catalog/model";
import { createdDomain } from "@/lib/change/operations/create-domain";
import type { CreateDomain, DropDomain, DropType, RenameType } from "@/lib/contracts/operation";
import { parseRelationName, quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { mentionsWord } from "../copy-refusals";
import { dropObject, makeObject } from "../defined-object";
import { findEnum } from "../find-table";
import { finding } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is } from "../probe";
import { refuse } from "../refuse";
import { inSearchPath } from "../search-path";

/** Touches no table. */
export const planCreateDomain: OperationPlanner<CreateDomain> = ({ sql }, context) => {
  const domain = createdDomain(sql, context.catalog);
  if (!domain) return refuse("sql", "it creates no domain");
  const name = relationName(domain);
  return makeObject(context, {
    noun: "domain",
    name,
    create: inSearchPath(context.catalog, [sql]),
    drop: [`DROP DOMAIN ${name}`],
    exists: is.typeOfKind(name, "domain"),
  });
};

export const planDropDomain: OperationPlanner<DropDomain> = ({ name }, context) => {
  const domain = findDomain(context.catalog, name);
  if (!domain?.definition) return refuse("name", `there is no domain ${name} that could be made again`);
  const column = columnOfType(context.catalog, name);
  if (column) return refuse("name", `${column} is of that type: change its type in a change before this one`);
  return dropObject(context, {
    noun: "domain",
    name,
    exists: is.typeOfKind(name, "domain"),
    drop: [`DROP DOMAIN ${name}`],
    again: [
      `CREATE DOMAIN ${name} AS ${domain.definition}`,
      ...(domain.attached ?? []),
      ...(domain.rights ?? []),
    ],
  });
};

export const planDropType: OperationPlanner<DropType> = ({ name }, context) => {
  const type = findEnum(context.catalog, name);
  if (!type) return refuse("name", `there is no enum ${name}`);
  const column = columnOfType(context.catalog, name);
  if (column) return refuse("name", `${column} is of that type: change its type in a change before this one`);
  const values = type.values.map(quoteLiteral).join(", ");
  return dropObject(context, {
    noun: "enum",
    name,
    exists: is.typeOfKind(name, "enum"),
    drop: [`DROP TYPE ${name}`],
    again: [`CREATE TYPE ${name} AS ENUM (${values})`, ...(type.attached ?? []), ...(type.rights ?? [])],
  });
};

/** Columns keep the type; a statement that says its old name, as a cast does, fails from then on. */
export const planRenameType: OperationPlanner<RenameType> = ({ name, to }, context) => {
  const { catalog } = context;
  const domain = findDomain(catalog, name);
  const type = domain ?? findEnum(catalog, name);
  if (!type) return refuse("name", `there is no enum or domain ${name}`);
  const renamed = relationName({ schema: type.schema, name: to });
  const word = domain ? "DOMAIN" : "TYPE";
  return dropObject(context, {
    noun: "type name",
    name,
    title: `Rename the type ${name} to ${quoteIdentifier(to)}`,
    exists: is.typeOfKind(name, domain ? "domain" : "enum"),
    drop: [`ALTER ${word} ${name} RENAME TO ${quoteIdentifier(to)}`],
    again: [`ALTER ${word} ${renamed} RENAME TO ${quoteIdentifier(type.name)}`],
    findings: [
      finding(
        "warning",
        "type.named",
        null,
        `Statements that say ${type.name}, as casts and array constructors do, fail from then on: let releases send values without naming the type, or cast from text.`,
      ),
      ...catalog.functions
        .filter((one) => mentionsWord(one.body, type.name))
        .map((one) =>
          finding(
            "warning",
            "function.mentions",
            null,
            `The body of ${one.identity} mentions ${type.name}: replace it together with this change.`,
          ),
        ),
    ],
  });
};

function findDomain(catalog: Catalog, written: string) {
  const name = parseRelationName(written);
  return catalog.domains?.find((one) => one.schema === name?.schema && one.name === name.name) ?? null;
}

/** A column of that type, or of an array of it, as `schema.table.column`. */
function columnOfType(catalog: Catalog, type: string): string | null {
  for (const table of catalog.tables) {
    const column = table.columns.find((one) => one.type.replace(/(\[\])+$/, "") === type);
    if (column) return `${relationName(table)}.${quoteIdentifier(column.name)}`;
  }
  return null;
}
