import type { Catalog, Policy, Table } from "@/lib/catalog/model";
import type { AlterPolicy } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql } from "@/lib/sql/parse";
import { saysSame } from "@/lib/sql/tree-shape";
import { type DroppedObject, droppedObject, dropsOf } from "../dropped-object";
import { resolveTable } from "../names-in-catalog";
import { didYouMean, nearest } from "../nearest";
import { newName, nothingMore, statementWords } from "../statement-words";
import { writtenRelation } from "../written-relation";
import { expressionProblem, policyIn } from "./create-policy";

export const alterPolicyWords = statementWords<AlterPolicy>({
  kind: "alter-policy",
  label: "Change a policy",
  examples: [
    "alter policy shown on customers using (id > 0)",
    "alter policy shown on customers rename to seen",
  ],
  begins: /^alter\s+policy\s/i,
  is: (node) =>
    bodyOf(node, "AlterPolicyStmt") !== null ||
    bodyOf(node, "RenameStmt")?.renameType === "OBJECT_POLICY" ||
    bodyOf(node, "DropStmt")?.removeType === "OBJECT_POLICY",
  refuses(node, catalog, more) {
    const read = alteredPolicy([node, ...more], catalog);
    return read.ok ? null : read.failure;
  },
  describe(sql) {
    const parsed = parseSql(sql);
    const [node, created] = parsed.ok ? parsed.value.map((one) => one.node) : [];
    const rename = bodyOf(node, "RenameStmt");
    const alter = bodyOf(node, "AlterPolicyStmt") ?? bodyOf(created, "CreatePolicyStmt");
    const name = quoteIdentifier(rename?.subname ?? alter?.policy_name ?? "");
    const on = `the policy ${name} on ${writtenRelation(rename?.relation ?? alter?.table)}`;
    return rename ? `Rename ${on} to ${quoteIdentifier(rename.newname ?? "")}` : `Change ${on}`;
  },
});

interface Altered {
  readonly table: Table;
  readonly policy: Policy;
  /** Bare; null where it keeps its name. */
  readonly newName: string | null;
  /** It gets an expression where it had none, which no ALTER POLICY takes away again (manual, ALTER POLICY). */
  readonly addsExpression: boolean;
  /** It is dropped and created again: another command, permissive or restrictive, or an expression less. */
  readonly isAnew: boolean;
}

/** What an ALTER POLICY, or a DROP and CREATE of the same policy, is about; or why it cannot be had. */
export function alteredPolicy([node, ...more]: readonly Node[], catalog: Catalog): Result<Altered, string> {
  if (!node) return fail("it changes no policy");
  const drop = droppedObject(node);
  if (drop) return policyAnew(drop, more, catalog);
  const following = nothingMore(more);
  if (following) return fail(following);
  const alter = bodyOf(node, "AlterPolicyStmt");
  const rename = bodyOf(node, "RenameStmt");
  const relation = alter?.table ?? rename?.relation;
  const found = resolveTable(catalog, {
    schema: relation?.schemaname || null,
    name: relation?.relname ?? "",
  });
  if (!found.ok) return fail(found.failure[0]?.message ?? "its table is missing");
  const table = found.value;
  const name = alter?.policy_name ?? rename?.subname ?? "";
  const policy = table.policies.find((one) => one.name === name);
  if (!policy) {
    const close = nearest(
      name,
      table.policies.map((one) => one.name),
    ).map(quoteIdentifier);
    return fail(`${relationName(table)} has no policy ${quoteIdentifier(name)}${didYouMean(close)}`);
  }
  if (rename) {
    const to = rename.newname ?? "";
    return table.policies.some((one) => one.name === to)
      ? fail(`${relationName(table)} has a policy ${quoteIdentifier(to)} already`)
      : ok({ table, policy, newName: to, addsExpression: false, isAnew: false });
  }
  const impossible = expressionProblem(policy.command, alter);
  if (impossible) return fail(impossible);
  const home = newName(catalog, {}).schema;
  const same =
    (!alter?.roles?.length || sameRoles(alter.roles, policy)) &&
    (!alter?.qual || saysSame(alter.qual, policy.using, home)) &&
    (!alter?.with_check || saysSame(alter.with_check, policy.check, home));
  if (same) return fail(`the policy ${quoteIdentifier(name)} says exactly that already`);
  const addsExpression =
    (alter?.qual !== undefined && policy.using === null) ||
    (alter?.with_check !== undefined && policy.check === null);
  return ok({ table, policy, newName: null, addsExpression, isAnew: false });
}

function policyAnew(drop: DroppedObject, more: readonly Node[], catalog: Catalog): Result<Altered, string> {
  const [create, ...others] = more;
  const body = bodyOf(create, "CreatePolicyStmt");
  if (!create || !body || others.length > 0) {
    return fail(
      "a DROP POLICY that changes one has the CREATE POLICY of the same behind it, and nothing else",
    );
  }
  const made = policyIn(create, catalog);
  if (typeof made === "string") return fail(made);
  const { table } = made;
  if (!dropsOf(drop, made, catalog)) return fail("it drops another policy than it creates");
  const policy = table.policies.find((one) => one.name === made.name);
  if (!policy) return fail(`${relationName(table)} has no policy ${quoteIdentifier(made.name)}`);
  const impossible = expressionProblem(body.cmd_name ?? "all", body);
  if (impossible) return fail(impossible);
  const home = newName(catalog, {}).schema;
  const same =
    policy.command === (body.cmd_name ?? "all") &&
    (policy.permissive ?? true) === made.permissive &&
    sameRoles(body.roles ?? [], policy) &&
    saysSame(body.qual, policy.using, home) &&
    saysSame(body.with_check, policy.check, home);
  return same
    ? fail(`the policy ${quoteIdentifier(made.name)} says exactly that already`)
    : ok({ table, policy, newName: null, addsExpression: false, isAnew: true });
}

/** None are all (manual, CREATE POLICY). */
function sameRoles(said: readonly Node[], { roles = [] }: Policy): boolean {
  const names = said.map((one) => {
    const role = bodyOf(one, "RoleSpec");
    return role?.roletype === "ROLESPEC_PUBLIC" ? "PUBLIC" : (role?.rolename ?? role?.roletype ?? "");
  });
  const all = (some: readonly string[]) => JSON.stringify(some.length > 0 ? [...some].sort() : ["PUBLIC"]);
  return all(names) === all(roles);
}
