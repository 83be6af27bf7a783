import { optionsText, publicationIn, publicationNamed } from "@/lib/change/publications";
import type { CreatePublication, DropPublication } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { parseDottedName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { parseSql } from "@/lib/sql/parse";
import { dropObject, makeObject } from "../defined-object";
import { finding } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is } from "../probe";
import { identityFindings, publishedTables } from "../publication-findings";
import { refuse } from "../refuse";
import { inSearchPath } from "../search-path";

/** Nobody subscribes to it yet; but for its tables a replica identity is asked for at once. */
export const planCreatePublication: OperationPlanner<CreatePublication> = ({ sql }, context) => {
  const { catalog } = context;
  const parsed = parseSql(sql);
  const node = parsed.ok ? parsed.value[0]?.node : undefined;
  const read = node && publicationIn(node, catalog);
  if (!read?.ok) return refuse("sql", read?.failure ?? "it creates no publication");
  const { objects, options, allTables } = read.value;
  const name = quoteIdentifier(read.value.name);
  const tables = allTables ? catalog.tables : publishedTables(objects, catalog);
  const wholes = allTables || objects.some(({ schema }) => schema !== null);
  const identity = identityFindings(tables, { name, publish: options.publish });
  const planned = makeObject(context, {
    noun: "publication",
    name,
    create: inSearchPath(catalog, [sql]),
    drop: [`DROP PUBLICATION ${name}`],
    exists: is.publication(read.value.name, {
      options: optionsText(options, catalog.serverMajor),
      serverMajor: catalog.serverMajor,
    }),
    relations: objects.flatMap(({ table }) => (table ? relationName(table) : [])),
    findings: [
      ...identity,
      ...(wholes
        ? [
            finding(
              "info",
              "publication.whole",
              null,
              "Only a superuser may publish all tables or those of a schema; tables made later are published too.",
            ),
          ]
        : []),
    ],
  });
  return planned.ok ? ok({ ...planned.value, breaking: identity.length > 0 }) : planned;
};

/** No release names it, but subscriptions do. */
export const planDropPublication: OperationPlanner<DropPublication> = ({ name }, context) => {
  const publication = publicationNamed(context.catalog, parseDottedName(name)?.[0] ?? "");
  if (!publication) return refuse("name", `there is no publication ${name}`);
  const { allTables, objects, options, attached = [], rights = [] } = publication;
  const listed = allTables ? "ALL TABLES" : objectList(objects);
  return dropObject(context, {
    noun: "publication",
    name,
    usedByApps: false,
    exists: is.publication(publication.name),
    drop: [`DROP PUBLICATION ${name}`],
    again: [
      `CREATE PUBLICATION ${name}${listed ? ` FOR ${listed}` : ""} WITH (${options})`,
      ...attached,
      ...rights,
    ],
    findings: [
      finding(
        "warning",
        "publication.gone",
        null,
        `Subscriptions that ask for ${name} fail from then on, and what is written meanwhile does not come later.`,
        "Take it out of them first: ALTER SUBSCRIPTION … DROP PUBLICATION.",
      ),
    ],
  });
};

/** As the catalog tells them, in the form that all versions read: TABLE once, before the first. */
export function objectList(objects: readonly string[]): string {
  const tables = objects.flatMap((one) => /^TABLE ([\s\S]+)$/.exec(one)?.[1] ?? []);
  const schemas = objects.filter((one) => one.startsWith("TABLES "));
  return [...(tables.length > 0 ? [`TABLE ${tables.join(", ")}`] : []), ...schemas].join(", ");
}
