import { createdExtension } from "@/lib/change/operations/create-extension";
import type { CreateExtension, DropExtension } from "@/lib/contracts/operation";
import { quoteIdentifier, quoteLiteral } from "@/lib/sql/identifiers";
import { dropObject, makeObject } from "../defined-object";
import { finding } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is } from "../probe";
import { refuse } from "../refuse";
import { inSearchPath } from "../search-path";

/** Runs a script of its own, which makes new objects only. */
export const planCreateExtension: OperationPlanner<CreateExtension> = ({ sql }, context) => {
  const { catalog } = context;
  const extension = createdExtension(sql);
  if (extension === null) return refuse("sql", "it installs no extension");
  const name = quoteIdentifier(extension);
  const there = catalog.extensions?.some((one) => one.name === extension) ?? false;
  return makeObject(context, {
    noun: "extension",
    name,
    create: inSearchPath(catalog, [sql]),
    isThere: there,
    drop: [`DROP EXTENSION ${name}`],
    exists: is.extension(extension),
    findings: [
      there
        ? finding(
            "info",
            "object.there",
            null,
            `${name} is installed already: nothing is done, and nothing taken back.`,
          )
        : finding(
            "info",
            "extension.rights",
            null,
            `The server must have ${name} at hand, and the role that runs the plan be allowed to install it: CREATE on the database where it is trusted, else a superuser's rights.`,
          ),
    ],
  });
};

export const planDropExtension: OperationPlanner<DropExtension> = ({ name }, context) => {
  const extension = context.catalog.extensions?.find((one) => quoteIdentifier(one.name) === name);
  if (!extension) return refuse("name", `there is no extension ${name}`);
  return dropObject(context, {
    noun: "extension",
    name,
    exists: is.extension(extension.name),
    drop: [`DROP EXTENSION ${name}`],
    again: [
      `CREATE EXTENSION ${name} WITH SCHEMA ${quoteIdentifier(extension.schema)} VERSION ${quoteLiteral(extension.version)}`,
    ],
    loses: `Rows in tables of its own, grants on what it brought along, and what was made part of it since`,
    findings: [
      finding(
        "info",
        "extension.users",
        null,
        `Columns, indexes and functions that use ${name} keep Postgres from dropping it: nothing has happened then.`,
      ),
    ],
  });
};
