import type { Catalog } from "@/lib/catalog/model";
import type { Grant, Revoke } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql, strings } from "@/lib/sql/parse";
import { problem } from "../names-in-catalog";
import type { OperationWords } from "../operation-words";
import {
  allPrivileges,
  columnsOf,
  heldBy,
  ownerOf,
  rightsIn,
  rightsObjects,
  rightsTaken,
  roleName,
} from "../rights";
import { writtenRelation } from "../written-relation";

type Rights = Grant | Revoke;

const ON: Readonly<Record<string, Grant["on"]>> = {
  OBJECT_TABLE: "table",
  OBJECT_SEQUENCE: "sequence",
  OBJECT_SCHEMA: "schema",
};

/**
 * One operation for each list of columns. Null for what is left to a raw step: grant options and other kinds of objects.
 */
function rightsSaid(node: Node, kind: Rights["kind"]): readonly Rights[] | null {
  const said = bodyOf(node, "GrantStmt");
  const on = ON[said?.objtype ?? ""];
  if (!said || !on || (said.is_grant ?? false) !== (kind === "grant")) return null;
  const wholeSchema = said.targtype === "ACL_TARGET_ALL_IN_SCHEMA";
  if (!wholeSchema && said.targtype !== "ACL_TARGET_OBJECT") return null;
  if (said.grant_option || said.behavior === "DROP_CASCADE" || said.grantor) return null;
  const privileges = (said.privileges ?? []).flatMap((one) => bodyOf(one, "AccessPriv") ?? []);
  const grantees = (said.grantees ?? []).map((one) => bodyOf(one, "RoleSpec"));
  const roles = grantees.map((one) => {
    if (one?.roletype === "ROLESPEC_PUBLIC") return "PUBLIC";
    return one?.roletype === "ROLESPEC_CSTRING" ? (one.rolename ?? null) : null;
  });
  if (roles.some((role) => role === null)) return null;
  const objects = (said.objects ?? []).map((one) => {
    const schema = bodyOf(one, "String")?.sval;
    if (schema === undefined) return writtenRelation(bodyOf(one, "RangeVar") ?? undefined);
    return `${quoteIdentifier(schema)}${wholeSchema ? ".*" : ""}`;
  });
  const byColumns = new Map<string, { readonly columns: readonly string[]; readonly privileges: string[] }>();
  for (const { cols, priv_name = "ALL" } of privileges.length > 0 ? privileges : [{}]) {
    const columns = strings(cols);
    const key = JSON.stringify(columns);
    const list = byColumns.get(key) ?? { columns, privileges: [] };
    list.privileges.push(priv_name.toUpperCase());
    byColumns.set(key, list);
  }
  return [...byColumns.values()].map(({ columns, privileges }) => ({
    kind,
    privileges,
    on,
    objects,
    columns: [...columns],
    roles: roles.flatMap((role) => role ?? []),
  }));
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
      if (!read) return fail(`say it as a raw step: “run: ${sentence}”`);
      return read.length === 1
        ? ok(read[0] as O)
        : fail("each right has columns of its own: say one sentence for each, or say it as SQL");
    },
    fromStatement({ node }) {
      const read = rightsSaid(node, kind);
      return read ? ok(read as readonly O[]) : null;
    },
    check(operation, catalog) {
      const { on, roles, columns } = operation;
      if (columns.length > 0 && on !== "table") return problem("columns", `a ${on} has no columns`);
      const known = allPrivileges(operation, catalog.serverMajor);
      const wanted = operation.privileges.map((one) => one.toUpperCase());
      const privileges = wanted.includes("ALL") ? [...known] : wanted;
      const strange = privileges.find((one) => !known.includes(one));
      if (strange)
        return problem(
          "privileges",
          `${strange} is no right on a ${columns.length > 0 ? "column" : on}: there are ${known.join(", ")}`,
        );
      const found = rightsObjects(catalog, on, operation.objects);
      if (!found.ok) return problem("objects", found.failure);
      const objects = [...found.value];
      for (const object of objects) {
        const owner = ownerOf(catalog, object);
        if (owner !== null && roles.includes(owner)) {
          return problem("roles", `${owner} owns ${object}: what an owner may do is a raw step`);
        }
        const there = columnsOf(catalog, object);
        const missing = columns.find((column) => there !== null && !there.includes(column));
        if (missing !== undefined)
          return problem("columns", `${object} has no column ${quoteIdentifier(missing)}`);
      }
      const checked = { ...operation, privileges, objects };
      if (kind === "grant" && isHeld(checked, catalog)) {
        return problem("roles", `${roles.map(roleName).join(", ")} may do that already`);
      }
      const taken = rightsTaken(catalog, checked).map(heldBy(catalog, on));
      if (kind === "revoke" && taken.every((one) => one === null)) {
        return problem("roles", `${roles.map(roleName).join(", ")} may not do that now`);
      }
      return ok(checked);
    },
    describe: ({ privileges, columns, objects, roles }) =>
      `${label} ${privileges.join(", ")}${columns.length > 0 ? ` (${columns.map(quoteIdentifier).join(", ")})` : ""} on ${objects.join(", ")} ${preposition} ${roles.map(roleName).join(", ")}`,
  };
}

/** Whether the roles may do all that already. */
export function isHeld(operation: Rights, catalog: Catalog): boolean {
  const found = rightsObjects(catalog, operation.on, operation.objects);
  if (!found.ok) return false;
  const said = operation.privileges.map((one) => one.toUpperCase());
  const privileges = said.includes("ALL") ? [...allPrivileges(operation, catalog.serverMajor)] : said;
  const held = heldBy(catalog, operation.on);
  return rightsIn({ ...operation, privileges, objects: [...found.value] }).every((one) => held(one) !== null);
}

export const grantWords = rightsWords<Grant>({
  kind: "grant",
  label: "Grant",
  examples: [
    "grant select, insert on customers to reader",
    "grant update (email) on customers to clerk",
    "grant select on all tables in schema public to reader",
  ],
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
