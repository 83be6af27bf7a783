import type { Catalog } from "@/lib/catalog/model";
import type { Grant, Revoke } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { parseDottedName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { nameAmong, objectNamed } from "./statement-words";

type Rights = Omit<Grant | Revoke, "kind">;

/** One role that may do one thing with one object. */
export interface Right {
  readonly object: string;
  /** Bare; null for the whole object. */
  readonly column: string | null;
  readonly privilege: string;
  /** Bare; `PUBLIC` for everybody. */
  readonly role: string;
}

/** Every right that the operation is about. */
export function rightsIn({ objects, columns, privileges, roles }: Rights): readonly Right[] {
  const places = columns.length > 0 ? columns : [null];
  return objects.flatMap((object) =>
    roles.flatMap((role) =>
      privileges.flatMap((privilege) => places.map((column) => ({ object, column, privilege, role }))),
    ),
  );
}

/** Every right that REVOKE takes away: with that on a table, those on its columns go too (manual, REVOKE). */
export function rightsTaken(catalog: Catalog, operation: Rights): readonly Right[] {
  const own = rightsIn(operation);
  if (operation.on !== "table" || operation.columns.length > 0) return own;
  const onColumns = own.filter(({ privilege }) => ON_COLUMNS.includes(privilege));
  return [
    ...own,
    ...onColumns.flatMap((right) =>
      (columnsOf(catalog, right.object) ?? []).map((column) => ({ ...right, column })),
    ),
  ];
}

/** Names of its columns; null where the catalog does not tell. */
export function columnsOf(catalog: Catalog, relation: string): readonly string[] | null {
  const table = catalog.tables.find((one) => relationName(one) === relation);
  if (table) return table.columns.map(({ name }) => name);
  return catalog.views.find((one) => relationName(one) === relation)?.columns ?? null;
}

/** Privileges that a column can have of its own (manual, 5.8 Privileges). */
const ON_COLUMNS: readonly string[] = ["INSERT", "REFERENCES", "SELECT", "UPDATE"];

/** `SELECT (email) ON TABLE public.people`: what stands between GRANT and TO. */
export function rightText(on: Rights["on"], { object, column, privilege }: Omit<Right, "role">): string {
  const of = column === null ? "" : ` (${quoteIdentifier(column)})`;
  return `${privilege}${of} ON ${on.toUpperCase()} ${object}`;
}

/** The same of everything that the operation is about. */
export function rightsText({ privileges, columns, on, objects }: Rights): string {
  const of = columns.length > 0 ? ` (${columns.map(quoteIdentifier).join(", ")})` : "";
  const said = privileges.map((privilege) => `${privilege}${of}`);
  return `${said.join(", ")} ON ${on.toUpperCase()} ${objects.join(", ")}`;
}

export const roleName = (role: string) => (role === "PUBLIC" ? role : quoteIdentifier(role));

/** What `ALL` stands for (manual, 5.8 Privileges; MAINTAIN from 17 on). */
export function allPrivileges({ on, columns }: Pick<Rights, "on" | "columns">, serverMajor: number) {
  if (columns.length > 0) return ON_COLUMNS;
  if (on === "schema") return ["CREATE", "USAGE"];
  if (on === "sequence") return ["SELECT", "UPDATE", "USAGE"];
  const table = ["DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"];
  return serverMajor >= 17 ? [...table, "MAINTAIN"] : table;
}

/** The objects as the catalog calls them, `shop.*` as what is there; or why they cannot be had. */
export function rightsObjects(
  catalog: Catalog,
  on: Rights["on"],
  written: readonly string[],
): Result<readonly string[], string> {
  const objects: string[] = [];
  for (const one of written) {
    const schema = on !== "schema" && one.endsWith(".*") ? nameAmongSchemas(catalog, one.slice(0, -2)) : null;
    if (schema && !schema.ok) return schema;
    const found = schema ? allIn(catalog, on, schema.value) : rightsObject(catalog, on, one);
    if (!found.ok) return found;
    objects.push(...[found.value].flat());
  }
  return ok([...new Set(objects)]);
}

function allIn(catalog: Catalog, on: Rights["on"], schema: string): Result<readonly string[], string> {
  const all = on === "sequence" ? catalog.sequences : [...catalog.tables, ...catalog.views];
  const names = all.filter((one) => quoteIdentifier(one.schema) === schema).map(relationName);
  return names.length > 0 ? ok(names.sort()) : fail(`there is no ${on} in the schema ${schema}`);
}

const nameAmongSchemas = (catalog: Catalog, written: string) =>
  nameAmong(
    (catalog.schemas ?? []).map(({ name }) => name),
    written,
    "a schema",
  );

function rightsObject(catalog: Catalog, on: Rights["on"], written: string): Result<string, string> {
  if (on === "schema") return nameAmongSchemas(catalog, written);
  const objects = on === "sequence" ? catalog.sequences : [...catalog.tables, ...catalog.views];
  const found = objectNamed<{ schema: string; name: string }>(catalog, objects, written, `a ${on}`);
  return found.ok ? ok(relationName(found.value)) : fail(found.failure);
}

/** Whether somebody has the right, of those that the catalog tells: the owner's own are left out. */
export function heldBy(
  catalog: Catalog,
  on: Rights["on"],
): (right: Right) => { readonly grantable: boolean } | null {
  const structured = on === "sequence" ? catalog.sequences : on === "table" ? catalog.tables : [];
  const written =
    on === "schema"
      ? (catalog.schemas ?? []).map((one) => ({ name: quoteIdentifier(one.name), rights: one.rights ?? [] }))
      : catalog.views.map((one) => ({ name: relationName(one), rights: one.rights ?? [] }));
  return (right) => {
    const { object, column, privilege, role } = right;
    const one = structured.find((other) => relationName(other) === object);
    const columns = one && "columns" in one ? one.columns : [];
    const place = column === null ? one : columns.find(({ name }) => name === column);
    const held = place?.grants?.find((grant) => grant.privilege === privilege && grant.grantee === role);
    if (held) return held;
    const statement = `GRANT ${rightText(on, right)} TO ${roleName(role)}`;
    const rights = written.find(({ name }) => name === object)?.rights ?? [];
    if (rights.includes(statement)) return { grantable: false };
    return rights.includes(`${statement} WITH GRANT OPTION`) ? { grantable: true } : null;
  };
}

/** The role that owns the object, bare; null where the catalog does not tell. */
export function ownerOf(catalog: Catalog, object: string): string | null {
  const table = catalog.tables.find((one) => relationName(one) === object);
  if (table) return table.owner;
  const rights =
    catalog.views.find((one) => relationName(one) === object)?.rights ??
    catalog.schemas?.find((one) => quoteIdentifier(one.name) === object)?.rights;
  const written = rights?.flatMap((one) => / OWNER TO (.+)$/.exec(one)?.[1] ?? [])[0];
  return written === undefined ? null : (parseDottedName(written)?.[0] ?? null);
}
