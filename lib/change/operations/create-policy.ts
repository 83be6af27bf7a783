import type { Catalog } from "@/lib/catalog/model";
import type { CreatePolicy, DropPolicy } from "@/lib/contracts/operation";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql } from "@/lib/sql/parse";
import { resolveTable } from "../names-in-catalog";
import { nothingMore, statementWords } from "../statement-words";
import { dropPartWords } from "../table-part-words";
import { writtenRelation } from "../written-relation";

export const createPolicyWords = statementWords<CreatePolicy>({
  kind: "create-policy",
  label: "Create a policy",
  examples: ["create policy own_rows on customers using (email = current_user)"],
  begins: /^create\s+policy\s/i,
  is: (node) => bodyOf(node, "CreatePolicyStmt") !== null,
  refuses(node, catalog, more) {
    const found = policyIn(node, catalog);
    if (typeof found === "string") return found;
    const { table, name } = found;
    if (table.policies.some((one) => one.name === name)) {
      return `${relationName(table)} has a policy ${quoteIdentifier(name)} already`;
    }
    return policyProblem(node) ?? nothingMore(more);
  },
  describe(sql) {
    const parsed = parseSql(sql);
    const made = parsed.ok ? bodyOf(parsed.value[0]?.node, "CreatePolicyStmt") : null;
    return `Create the policy ${quoteIdentifier(made?.policy_name ?? "")} on ${writtenRelation(made?.table)}`;
  },
});

export const dropPolicyWords = dropPartWords<DropPolicy>({
  kind: "drop-policy",
  label: "Drop a policy",
  examples: ["drop policy shown of customers"],
  noun: "policy",
  object: "OBJECT_POLICY",
  names: (table) => table.policies.map(({ name }) => name),
});

/** The expressions that a policy cannot have (manual, CREATE POLICY); null where it has none of them. */
export function policyProblem(node: Node): string | null {
  const made = bodyOf(node, "CreatePolicyStmt");
  return expressionProblem(made?.cmd_name ?? "all", made);
}

/** The same of a CREATE or ALTER POLICY by its expressions; `command` as in `select`. */
export function expressionProblem(
  command: string,
  said: { readonly qual?: Node; readonly with_check?: Node } | null,
): string | null {
  if (said?.qual && command === "insert") return "a policy for INSERT has WITH CHECK only";
  return said?.with_check && ["select", "delete"].includes(command)
    ? `a policy for ${command.toUpperCase()} has no WITH CHECK`
    : null;
}

/** The table and the name of a CREATE POLICY; or why it cannot be had. */
export function policyIn(node: Node, catalog: Catalog) {
  const made = bodyOf(node, "CreatePolicyStmt");
  if (!made) return "it creates no policy";
  const found = resolveTable(catalog, {
    schema: made.table?.schemaname || null,
    name: made.table?.relname ?? "",
  });
  if (!found.ok) return found.failure[0]?.message ?? "its table is missing";
  return { table: found.value, name: made.policy_name ?? "", permissive: made.permissive ?? false };
}
