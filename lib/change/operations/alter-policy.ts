import type { Catalog, Policy, Table } from "@/lib/catalog/model";
import type { AlterPolicy } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql } from "@/lib/sql/parse";
import { saysSame } from "@/lib/sql/tree-shape";
import { resolveTable } from "../names-in-catalog";
import { didYouMean, nearest } from "../nearest";
import { newName, nothingMore, statementWords } from "../statement-words";
import { writtenRelation } from "../written-relation";

export const alterPolicyWords = statementWords<AlterPolicy>({
  kind: "alter-policy",
  label: "Change a policy",
  examples: [
    "alter policy shown on customers using (id > 0)",
    "alter policy shown on customers rename to seen",
  ],
  begins: /^alter\s+policy\s/i,
  is: (node) =>
    bodyOf(node, "AlterPolicyStmt") !== null || bodyOf(node, "RenameStmt")?.renameType === "OBJECT_POLICY",
  refuses(node, catalog, more) {
    const read = alteredPolicy(node, catalog);
    return read.ok ? nothingMore(more) : read.failure;
  },
  describe(sql) {
    const parsed = parseSql(sql);
    const node = parsed.ok ? parsed.value[0]?.node : undefined;
    const rename = bodyOf(node, "RenameStmt");
    const alter = bodyOf(node, "AlterPolicyStmt");
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
}

/** What an ALTER POLICY is about; or why it cannot be had. */
export function alteredPolicy(node: Node, catalog: Catalog): Result<Altered, string> {
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
      : ok({ table, policy, newName: to, addsExpression: false });
  }
  if (alter?.qual && policy.command === "insert") return fail("a policy for INSERT has WITH CHECK only");
  if (alter?.with_check && ["select", "delete"].includes(policy.command)) {
    return fail(`a policy for ${policy.command.toUpperCase()} has no WITH CHECK`);
  }
  const roles = (alter?.roles ?? []).map((one) => {
    const role = bodyOf(one, "RoleSpec");
    return role?.roletype === "ROLESPEC_PUBLIC" ? "PUBLIC" : (role?.rolename ?? role?.roletype ?? "");
  });
  const had = policy.roles?.length ? policy.roles : ["PUBLIC"];
  const home = newName(catalog, {}).schema;
  const same =
    (roles.length === 0 || JSON.stringify([...roles].sort()) === JSON.stringify([...had].sort())) &&
    (!alter?.qual || saysSame(alter.qual, policy.using, home)) &&
    (!alter?.with_check || saysSame(alter.with_check, policy.check, home));
  if (same) return fail(`the policy ${quoteIdentifier(name)} says exactly that already`);
  const addsExpression =
    (alter?.qual !== undefined && policy.using === null) ||
    (alter?.with_check !== undefined && policy.check === null);
  return ok({ table, policy, newName: null, addsExpression });
}
