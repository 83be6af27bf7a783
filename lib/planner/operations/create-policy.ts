import type { Policy } from "@/lib/catalog/model";
import { policyIn } from "@/lib/change/operations/create-policy";
import { roleName } from "@/lib/change/rights";
import type { CreatePolicy, DropPolicy } from "@/lib/contracts/operation";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { parseSql } from "@/lib/sql/parse";
import { dropObject, makeObject } from "../defined-object";
import { findTable } from "../find-table";
import { finding } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is } from "../probe";
import { refuse } from "../refuse";
import { inSearchPath } from "../search-path";

/** Permissive ones show more rows, restrictive ones fewer, as soon as row security is on. */
export const planCreatePolicy: OperationPlanner<CreatePolicy> = ({ sql }, context) => {
  const parsed = parseSql(sql);
  const node = parsed.ok ? parsed.value[0]?.node : undefined;
  const made = node ? policyIn(node, context.catalog) : "it creates no policy";
  if (typeof made === "string") return refuse("sql", made);
  const relation = relationName(made.table);
  const name = `${quoteIdentifier(made.name)} on ${relation}`;
  const effect = made.permissive
    ? "lets roles see and write rows that they did not before"
    : "takes rows away from roles that see and write them now";
  return makeObject(context, {
    noun: "policy",
    name,
    create: inSearchPath(context.catalog, [sql]),
    drop: [`DROP POLICY ${name}`],
    exists: is.policy(relation, made.name),
    relations: [relation],
    findings: [
      made.table.rowSecurity
        ? finding(
            made.permissive ? "info" : "warning",
            "policy.holds",
            relation,
            `It holds at once, and ${effect}.`,
          )
        : finding("info", "policy.waits", relation, `It holds once row security of ${relation} is enabled.`),
    ],
  });
};

export const planDropPolicy: OperationPlanner<DropPolicy> = (operation, context) => {
  const table = findTable(context.catalog, operation.table);
  const policy = table?.policies.find(({ name }) => name === operation.name);
  if (!table || !policy) return refuse("name", `${operation.table} has no policy ${operation.name}`);
  const relation = relationName(table);
  const name = `${quoteIdentifier(policy.name)} on ${relation}`;
  const restrictive = policy.permissive === false;
  return dropObject(context, {
    noun: "policy",
    name,
    exists: is.policy(relation, policy.name),
    drop: [`DROP POLICY ${name}`],
    again: policyAgain(policy, name),
    relations: [relation],
    findings: [
      finding(
        "warning",
        "policy.gone",
        relation,
        restrictive
          ? `Roles see and write rows of ${relation} that it kept from them.`
          : `Roles no longer see or write the rows of ${relation} that only it let them.`,
      ),
    ],
  });
};

/** Makes the policy again as the catalog says it was; `name` with its table, as SQL writes it. */
export function policyAgain(policy: Policy, name: string): readonly string[] {
  const roles = (policy.roles ?? []).map(roleName);
  const parts = [
    `CREATE POLICY ${name} AS ${policy.permissive === false ? "RESTRICTIVE" : "PERMISSIVE"} FOR ${policy.command.toUpperCase()}`,
    `TO ${roles.length > 0 ? roles.join(", ") : "PUBLIC"}`,
    ...(policy.using === null ? [] : [`USING (${policy.using})`]),
    ...(policy.check === null ? [] : [`WITH CHECK (${policy.check})`]),
  ];
  return [parts.join(" "), ...commentAgain(policy, name)];
}

/** Its comment, where it has one. */
export const commentAgain = ({ comment }: Policy, name: string): readonly string[] =>
  comment ? [`COMMENT ON POLICY ${name} IS ${quoteLiteral(comment)}`] : [];
