import type { Grant, Revoke } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql } from "@/lib/sql/parse";
import { problem } from "../names-in-catalog";
import type { OperationWords } from "../operation-words";
import { allPrivileges, heldBy, ownerOf, rightsIn, rightsObject, roleName } from "../rights";
import { writtenRelation } from "../written-relation";

type Rights = Grant | Revoke;

const ON: Readonly<Record<string, Grant["on"]>> = {
  OBJECT_TABLE: "table",
  OBJECT_SEQUENCE: "sequence",
  OBJECT_SCHEMA: "schema",
};

/** Null for what is left to a raw step: columns, grant options, everything in a schema, other kinds of objects. */
function rightsSaid(node: Node, kind: Rights["kind"]): Rights | null {
  const said = bodyOf(node, "GrantStmt");
  const on = ON[said?.objtype ?? ""];
  if (!said || !on || (said.is_grant ?? false) !== (kind === "grant")) return null;
  if (said.targtype !== "ACL_TARGET_OBJECT" || said.grant_option || said.behavior === "DROP_CASCADE")
    return null;
  const privileges = (said.privileges ?? []).map((one) => bodyOf(one, "AccessPriv"));
  if (said.grantor || privileges.some((one) => one?.cols?.length || !one?.priv_name)) return null;
  const grantees = (said.grantees ?? []).map((one) => bodyOf(one, "RoleSpec"));
  const roles = grantees.map((one) => {
    if (one?.roletype === "ROLESPEC_PUBLIC") return "PUBLIC";
    return one?.roletype === "ROLESPEC_CSTRING" ? (one.rolename ?? null) : null;
  });
  if (roles.some((role) => role === null)) return null;
  const objects = (said.objects ?? []).map((one) => {
    const schema = bodyOf(one, "String")?.sval;
    return schema === undefined
      ? writtenRelation(bodyOf(one, "RangeVar") ?? undefined)
      : quoteIdentifier(schema);
  });
  return {
    kind,
    privileges:
      privileges.length === 0 ? ["ALL"] : privileges.map((one) => one?.priv_name?.toUpperCase() ?? ""),
    on,
    objects,
    roles: roles.flatMap((role) => role ?? []),
  };
}

function rightsWords<O extends Rights>(said: {
  readonly kind: O["kind"];
  readonly label: string;
  readonly examples: readonly string[];
  readonly verb: string;
  readonly preposition: string;
}): OperationWords<O> {
  const { kind, label, examples, verb, preposition } = said;
  const begins = new RegExp(`^${verb}\\s`, "i");
  return {
    kind,
    label,
    examples,
    fromSentence(sentence): Result<O, string> | null {
      if (!begins.test(sentence)) return null;
      const parsed = parseSql(sentence);
      if (!parsed.ok) return fail(`line ${parsed.failure.line}: ${parsed.failure.message}`);
      const read =
        parsed.value.length === 1 && parsed.value[0] ? rightsSaid(parsed.value[0].node, kind) : null;
      return read ? ok(read as O) : fail(`say it as a raw step: “run: ${sentence}”`);
    },
    fromStatement({ node }) {
      const read = rightsSaid(node, kind);
      return read ? ok([read as O]) : null;
    },
    check(operation, catalog) {
      const { on, roles } = operation;
      const known = allPrivileges(on, catalog.serverMajor);
      const wanted = operation.privileges.map((one) => one.toUpperCase());
      const privileges = wanted.includes("ALL") ? [...known] : wanted;
      const strange = privileges.find((one) => !known.includes(one));
      if (strange)
        return problem("privileges", `${strange} is no right on a ${on}: there are ${known.join(", ")}`);
      const objects: string[] = [];
      for (const written of operation.objects) {
        const found = rightsObject(catalog, on, written);
        if (!found.ok) return problem("objects", found.failure);
        const owner = ownerOf(catalog, found.value);
        if (owner !== null && roles.includes(owner)) {
          return problem("roles", `${owner} owns ${found.value}: what an owner may do is a raw step`);
        }
        objects.push(found.value);
      }
      const checked = { ...operation, privileges, objects };
      const held = rightsIn(checked).map(heldBy(catalog, on));
      if (kind === "grant" && held.every((one) => one !== null)) {
        return problem("roles", `${roles.map(roleName).join(", ")} may do that already`);
      }
      if (kind === "revoke" && held.every((one) => one === null)) {
        return problem("roles", `${roles.map(roleName).join(", ")} may not do that now`);
      }
      return ok(checked);
    },
    describe: ({ privileges, objects, roles }) =>
      `${label} ${privileges.join(", ")} on ${objects.join(", ")} ${preposition} ${roles.map(roleName).join(", ")}`,
  };
}

export const grantWords = rightsWords<Grant>({
  kind: "grant",
  label: "Grant",
  examples: ["grant select, insert on customers to reader"],
  verb: "grant",
  preposition: "to",
});

export const revokeWords = rightsWords<Revoke>({
  kind: "revoke",
  label: "Revoke",
  examples: ["revoke update on customers from clerk"],
  verb: "revoke",
  preposition: "from",
});
