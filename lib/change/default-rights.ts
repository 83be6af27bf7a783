import type { Catalog, DefaultRights, Grant } from "@/lib/catalog/model";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { bodyOf, type Node } from "@/lib/sql/parse";
import { allPrivileges, rightsObjects, roleName } from "./rights";

/** What an ALTER DEFAULT PRIVILEGES says. Names bare, `PUBLIC` for everybody; no privileges: all of them. */
interface Written {
  readonly grants: boolean;
  readonly roles: readonly string[];
  /** None: every schema. */
  readonly schemas: readonly string[];
  readonly on: Exclude<DefaultRights["on"], "large objects">;
  readonly privileges: readonly string[];
  readonly grantees: readonly string[];
}

/** One thing that one role may do with what another one makes. */
export interface DefaultRight extends Pick<Written, "on"> {
  readonly role: string;
  /** Bare; null for every schema. */
  readonly schema: string | null;
  readonly privilege: string;
  readonly grantee: string;
}

const ON: Readonly<Record<string, Written["on"]>> = {
  OBJECT_TABLE: "tables",
  OBJECT_SEQUENCE: "sequences",
  OBJECT_FUNCTION: "functions",
  OBJECT_TYPE: "types",
  OBJECT_SCHEMA: "schemas",
};

/** Fails with why it is left to a raw step; null for another statement. */
export function defaultRightsSaid(node: Node): Result<Written, string> | null {
  const alter = bodyOf(node, "AlterDefaultPrivilegesStmt");
  if (!alter) return null;
  const action = alter.action;
  const on = ON[action?.objtype ?? ""];
  if (!action || !on) return fail("rights on such objects are a raw step");
  if (action.grant_option || action.behavior === "DROP_CASCADE") {
    return fail("the option to grant rights on, and CASCADE, are a raw step");
  }
  const items = (name: string) => {
    const option = (alter.options ?? [])
      .map((one) => bodyOf(one, "DefElem"))
      .find((one) => one?.defname === name);
    return bodyOf(option?.arg, "List")?.items ?? [];
  };
  const roles = items("roles").map(roleOf);
  const grantees = (action.grantees ?? []).map(roleOf);
  if (roles.length === 0 || [...roles, ...grantees].includes(null)) {
    return fail(
      "say FOR ROLE, and each role by its name: whose objects are meant depends otherwise on who runs the plan",
    );
  }
  const privileges = (action.privileges ?? []).flatMap((one) => bodyOf(one, "AccessPriv")?.priv_name ?? []);
  return ok({
    grants: action.is_grant ?? false,
    roles: roles.flatMap((role) => role ?? []),
    schemas: items("schemas").flatMap((one) => bodyOf(one, "String")?.sval ?? []),
    on,
    privileges: privileges.map((one) => one.toUpperCase()),
    grantees: grantees.flatMap((role) => role ?? []),
  });
}

function roleOf(node: Node): string | null {
  const role = bodyOf(node, "RoleSpec");
  if (role?.roletype === "ROLESPEC_PUBLIC") return "PUBLIC";
  return role?.roletype === "ROLESPEC_CSTRING" ? (role.rolename ?? null) : null;
}

/** Every right that the statement is about; or why it cannot be had. */
export function defaultRightsIn(written: Written, catalog: Catalog): Result<readonly DefaultRight[], string> {
  const { roles, schemas, on, grantees } = written;
  if (on === "schemas" && schemas.length > 0)
    return fail("no schema is made in a schema: leave IN SCHEMA away");
  const found = rightsObjects(catalog, "schema", schemas.map(quoteIdentifier));
  if (!found.ok) return found;
  const own = roles.find((role) => grantees.includes(role));
  if (own !== undefined) {
    return fail(`${roleName(own)} owns what it makes: what an owner may do is a raw step`);
  }
  const known = privilegesOn(on, catalog.serverMajor);
  const privileges = written.privileges.length > 0 ? written.privileges : known;
  const strange = privileges.find((one) => !known.includes(one));
  if (strange !== undefined) return fail(`${strange} is no right on ${on}: there are ${known.join(", ")}`);
  const places = schemas.length > 0 ? schemas : [null];
  return ok(
    roles.flatMap((role) =>
      places.flatMap((schema) =>
        grantees.flatMap((grantee) =>
          privileges.map((privilege) => ({ role, schema, on, privilege, grantee })),
        ),
      ),
    ),
  );
}

/** What ALL stands for (manual, 5.8 Privileges). */
function privilegesOn(on: Written["on"], serverMajor: number): readonly string[] {
  switch (on) {
    case "functions":
      return ["EXECUTE"];
    case "types":
      return ["USAGE"];
    case "tables":
      return allPrivileges({ on: "table", columns: [] }, serverMajor);
    case "sequences":
      return allPrivileges({ on: "sequence", columns: [] }, serverMajor);
    case "schemas":
      return allPrivileges({ on: "schema", columns: [] }, serverMajor);
  }
}

/** What everybody may do where nothing is said (manual, 5.8 Privileges), and so long as no list for every schema is there. */
const BUILT_IN: Partial<Record<DefaultRights["on"], readonly Grant[]>> = {
  functions: [{ grantee: "PUBLIC", privilege: "EXECUTE", grantable: false }],
  types: [{ grantee: "PUBLIC", privilege: "USAGE", grantable: false }],
};

/** Whether somebody has the right by default; what is said for one schema and what for every one are looked at apart. */
export function heldByDefault(catalog: Catalog) {
  return ({ role, schema, on, privilege, grantee }: DefaultRight): Grant | null => {
    const list = catalog.defaultRights?.find(
      (one) => one.role === role && one.schema === schema && one.on === on,
    );
    const grants = list?.grants ?? (schema === null ? (BUILT_IN[on] ?? []) : []);
    return grants.find((one) => one.privilege === privilege && one.grantee === grantee) ?? null;
  };
}

/** `ALTER DEFAULT PRIVILEGES FOR ROLE shop IN SCHEMA public`: what stands before GRANT or REVOKE. */
export function alterDefaults(roles: readonly string[], schemas: readonly string[]): string {
  const where = schemas.length > 0 ? ` IN SCHEMA ${schemas.map(quoteIdentifier).join(", ")}` : "";
  return `ALTER DEFAULT PRIVILEGES FOR ROLE ${roles.map(roleName).join(", ")}${where}`;
}
