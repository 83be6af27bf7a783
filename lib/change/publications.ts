import type { PublicationTable } from "libpg-query";
import type { Catalog, Publication, Table } from "@/lib/catalog/model";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, onlyNode, parseSql, strings } from "@/lib/sql/parse";
import { resolveTable } from "./names-in-catalog";
import { expressionText } from "./read-statement";
import { newName } from "./statement-words";

/** A table or a schema as a publication lists it. */
export interface Published {
  /** What is listed, as SQL writes it after ADD: `TABLE public.t`, `TABLES IN SCHEMA shop`. */
  readonly name: string;
  /** The same with columns and row filter, one text for one meaning as far as a parser can tell. */
  readonly sql: string;
  /** Null for a schema. */
  readonly table: Table | null;
  /** Bare; null for a table. */
  readonly schema: string | null;
}

type Options = Readonly<
  Record<"publish" | "publish_via_partition_root" | "publish_generated_columns", string>
>;

/** What a publication has where nothing is said (manual, CREATE PUBLICATION). */
const DEFAULTS: Options = {
  publish: "insert, update, delete, truncate",
  publish_via_partition_root: "false",
  publish_generated_columns: "none",
};

interface Written {
  readonly name: string;
  readonly action: "create" | "add" | "drop" | "set" | "options";
  readonly allTables: boolean;
  readonly objects: readonly Published[];
  readonly options: Options;
}

/** What a CREATE or ALTER PUBLICATION says, with its tables as the catalog calls them; or why it cannot be had. */
export function publicationIn(node: Node, catalog: Catalog): Result<Written, string> {
  const create = bodyOf(node, "CreatePublicationStmt");
  const alter = bodyOf(node, "AlterPublicationStmt");
  const name = create?.pubname ?? alter?.pubname;
  if (name === undefined) return fail("it is about no publication");
  const objects = publishedIn(create?.pubobjects ?? alter?.pubobjects ?? [], catalog);
  if (!objects.ok) return objects;
  const before = create ? null : publicationNamed(catalog, name);
  const options = optionsIn(
    create?.options ?? alter?.options ?? [],
    before ? optionsOf(before) : DEFAULTS,
    catalog.serverMajor,
  );
  if (!options.ok) return options;
  const action = create
    ? "create"
    : alter?.options?.length
      ? "options"
      : ({ AP_AddObjects: "add", AP_DropObjects: "drop", AP_SetObjects: "set" } as const)[
          alter?.action as "AP_AddObjects"
        ];
  return ok({
    name,
    action,
    allTables: create?.for_all_tables ?? false,
    objects: objects.value,
    options: options.value,
  });
}

/** A publication that gets another name or owner; the one that stays is null. Roles bare. */
export interface CalledAnew {
  readonly publication: Publication;
  readonly newName: string | null;
  readonly newOwner: string | null;
}

/** What ALTER PUBLICATION … RENAME TO or OWNER TO says, or why it cannot be had; null for another statement. */
export function calledAnew(node: Node, catalog: Catalog): Result<CalledAnew, string> | null {
  const rename = bodyOf(node, "RenameStmt");
  const alter = bodyOf(node, "AlterOwnerStmt");
  if ((rename?.renameType ?? alter?.objectType) !== "OBJECT_PUBLICATION") return null;
  const name = bodyOf(rename?.object ?? alter?.object, "String")?.sval ?? "";
  const publication = publicationNamed(catalog, name);
  if (!publication) return fail(`there is no publication ${quoteIdentifier(name)}`);
  if (rename) {
    const newName = rename.newname ?? "";
    return publicationNamed(catalog, newName)
      ? fail(`there is a publication ${quoteIdentifier(newName)} already`)
      : ok({ publication, newName, newOwner: null });
  }
  const { roletype, rolename: newOwner } = alter?.newowner ?? {};
  if (roletype !== "ROLESPEC_CSTRING" || newOwner === undefined) {
    return fail("say the owner by name: who CURRENT_USER is depends on who runs the plan");
  }
  return newOwner === ownerOf(publication)
    ? fail(`${quoteIdentifier(name)} is owned by ${quoteIdentifier(newOwner)} already`)
    : ok({ publication, newName: null, newOwner });
}

/** Bare; null where the catalog does not tell. */
export function ownerOf({ rights = [] }: Publication): string | null {
  const owners = rights.flatMap((one) => bodyOf(onlyNode(one), "AlterOwnerStmt")?.newowner?.rolename ?? []);
  return owners[0] ?? null;
}

export function publicationNamed(catalog: Catalog, name: string): Publication | null {
  return catalog.publications?.find((one) => one.name === name) ?? null;
}

/** What it lists now; null where that is told in no way that is understood. */
export function listedBy({ objects }: Publication, catalog: Catalog): readonly Published[] | null {
  if (objects.length === 0) return [];
  const parsed = parseSql(`CREATE PUBLICATION p FOR ${objects.join(", ")}`);
  const node = parsed.ok ? bodyOf(parsed.value[0]?.node, "CreatePublicationStmt") : null;
  const read = node && publishedIn(node.pubobjects ?? [], catalog);
  return read?.ok ? read.value : null;
}

function publishedIn(nodes: readonly Node[], catalog: Catalog): Result<readonly Published[], string> {
  const objects: Published[] = [];
  for (const node of nodes) {
    const spec = bodyOf(node, "PublicationObjSpec");
    const read = spec?.pubtable ? tablesIn(spec.pubtable, catalog) : schemaIn(spec?.name, catalog);
    if (!read.ok) return read;
    objects.push(...read.value);
  }
  return ok(objects);
}

/** The table, and without ONLY those that inherit from it: each is listed for itself (observed on 15 and 18). */
function tablesIn(listed: PublicationTable, catalog: Catalog): Result<readonly Published[], string> {
  const { relation, whereClause, columns = [] } = listed;
  const found = resolveTable(catalog, {
    schema: relation?.schemaname || null,
    name: relation?.relname ?? "",
  });
  if (!found.ok) return fail(found.failure[0]?.message ?? "a table is missing");
  const table = found.value;
  if ((whereClause || columns.length > 0) && catalog.serverMajor < 15)
    return fail("columns and row filters are published from version 15 on");
  if (table.kind === "foreign")
    return fail(`${relationName(table)} is a foreign table: none can be published`);
  const names = strings(columns);
  const strange = names.find((name) => !table.columns.some((one) => one.name === name));
  if (strange !== undefined) return fail(`${relationName(table)} has no column ${quoteIdentifier(strange)}`);
  const inOrder = table.columns.flatMap(({ name }) => (names.includes(name) ? quoteIdentifier(name) : []));
  const more =
    (inOrder.length > 0 ? ` (${inOrder.join(", ")})` : "") +
    (whereClause ? ` WHERE (${expressionText(whereClause)})` : "");
  const heirs = relation?.inh && table.kind !== "partitioned" ? heirsOf(table, catalog) : [];
  return ok(
    [table, ...heirs].map((one) => {
      const name = `TABLE ${relationName(one)}`;
      return { name, sql: `${name}${more}`, table: one, schema: null };
    }),
  );
}

function heirsOf(table: Table, catalog: Catalog): readonly Table[] {
  const own = relationName(table);
  const heirs = catalog.tables.filter(({ inheritsFrom }) => inheritsFrom.includes(own));
  return heirs.flatMap((heir) => [heir, ...heirsOf(heir, catalog)]);
}

function schemaIn(written: string | undefined, catalog: Catalog): Result<readonly Published[], string> {
  if (catalog.serverMajor < 15) return fail("whole schemas are published from version 15 on");
  const schema = written || newName(catalog, {}).schema;
  const known = catalog.schemas?.map((one) => one.name);
  if (known && !known.includes(schema)) return fail(`there is no schema ${quoteIdentifier(schema)}`);
  const name = `TABLES IN SCHEMA ${quoteIdentifier(schema)}`;
  return ok([{ name, sql: name, table: null, schema }]);
}

const ACTIONS = ["insert", "update", "delete", "truncate"];

function optionsIn(nodes: readonly Node[], before: Options, serverMajor: number): Result<Options, string> {
  let options = before;
  for (const node of nodes) {
    const { defname = "", arg } = bodyOf(node, "DefElem") ?? {};
    const text = optionText(arg);
    if (defname === "publish") {
      const said = text.split(",").map((one) => one.trim().toLowerCase());
      const strange = said.find((one) => one !== "" && !ACTIONS.includes(one));
      if (strange !== undefined) return fail(`publish knows ${ACTIONS.join(", ")}, and not ${strange}`);
      options = { ...options, publish: ACTIONS.filter((one) => said.includes(one)).join(", ") };
    } else if (defname === "publish_via_partition_root") {
      options = { ...options, [defname]: String(["true", "on", "1", ""].includes(text.toLowerCase())) };
    } else if (defname === "publish_generated_columns" && serverMajor >= 18) {
      options = { ...options, [defname]: text.toLowerCase() || "stored" };
    } else {
      return fail(`a publication has no option ${defname} on version ${serverMajor}`);
    }
  }
  return ok(options);
}

function optionText(arg: Node | undefined): string {
  const number = bodyOf(arg, "Integer");
  if (number) return String(number.ival ?? 0);
  return bodyOf(arg, "String")?.sval ?? strings(bodyOf(arg, "TypeName")?.names).at(-1) ?? "";
}

/** Told from the text of the catalog. */
export function optionsOf({ options }: Publication): Options {
  const said = [...options.matchAll(/(\w+) = (?:'([^']*)'|(\w+))/g)];
  return { ...DEFAULTS, ...Object.fromEntries(said.map(([, name, quoted, bare]) => [name, quoted ?? bare])) };
}

/** As the catalog writes them. */
export function optionsText(options: Options, serverMajor: number): string {
  const generated =
    serverMajor >= 18 ? `, publish_generated_columns = ${options.publish_generated_columns}` : "";
  return `publish = '${options.publish}', publish_via_partition_root = ${options.publish_via_partition_root}${generated}`;
}

/** Tables whose UPDATE and DELETE fail while they are published (manual, 29.1.1 Replica Identity). */
export function withoutIdentity(tables: readonly Table[]): readonly Table[] {
  return tables.filter(
    ({ replicaIdentity, constraints }) =>
      replicaIdentity === "nothing" ||
      (replicaIdentity === "default" && !constraints.some(({ type }) => type === "primary key")),
  );
}
