import type { Catalog } from "@/lib/catalog/model";
import type { Grant, Revoke } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { parseDottedName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { nameAmong, objectNamed } from "./statement-words";

type Rights = Omit<Grant | Revoke, "kind">;

/** One role that may do one thing with one object. */
export interface Right {
  readonly object: string;
  readonly privilege: string;
  /** Bare; `PUBLIC` for everybody. */
  readonly role: string;
}

/** Every right that the operation is about. */
export function rightsIn({ objects, privileges, roles }: Rights): readonly Right[] {
  return objects.flatMap((object) =>
    roles.flatMap((role) => privileges.map((privilege) => ({ object, privilege, role }))),
  );
}

export const roleName = (role: string) => (role === "PUBLIC" ? role : quoteIdentifier(role));

/** What `ALL` stands for (manual, 5.8 Privileges; MAINTAIN from 17 on). */
export function allPrivileges(on: Rights["on"], serverMajor: number): readonly string[] {
  if (on === "schema") return ["CREATE", "USAGE"];
  if (on === "sequence") return ["SELECT", "UPDATE", "USAGE"];
  const table = ["DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"];
  return serverMajor >= 17 ? [...table, "MAINTAIN"] : table;
}

/** The object as the catalog calls it, or why it cannot be had. */
export function rightsObject(catalog: Catalog, on: Rights["on"], written: string): Result<string, string> {
  if (on === "schema") {
    const names = (catalog.schemas ?? []).map(({ name }) => name);
    return nameAmong(names, written, "a schema");
  }
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
  return ({ object, privilege, role }) => {
    const grants = structured.find((one) => relationName(one) === object)?.grants;
    const held = grants?.find((one) => one.privilege === privilege && one.grantee === role);
    if (held) return held;
    const statement = `GRANT ${privilege} ON ${on.toUpperCase()} ${object} TO ${roleName(role)}`;
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
