import { alteredPolicy } from "@/lib/change/operations/alter-policy";
import { roleName } from "@/lib/change/rights";
import type { AlterPolicy } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { parseSql } from "@/lib/sql/parse";
import { changedObject, onlyThisMajor } from "../defined-object";
import { finding } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { both, is, not } from "../probe";
import { refuse } from "../refuse";
import { inSearchPath } from "../search-path";
import { commentAgain, policyAgain } from "./create-policy";

/** Which rows a role sees and writes is otherwise from the next statement on, for every release. */
export const planAlterPolicy: OperationPlanner<AlterPolicy> = ({ sql }, context) => {
  const { catalog } = context;
  const parsed = parseSql(sql);
  const statements = parsed.ok ? parsed.value : [];
  const read = alteredPolicy(
    statements.map(({ node }) => node),
    catalog,
  );
  if (!read.ok) return refuse("sql", read.failure);
  const { table, policy, newName, addsExpression, isAnew } = read.value;
  const relation = relationName(table);
  const name = `${quoteIdentifier(policy.name)} on ${relation}`;
  const object = { noun: "policy", name, exists: is.policy(relation, policy.name), relations: [relation] };
  if (newName !== null) {
    const renamed = `${quoteIdentifier(newName)} on ${relation}`;
    const called = (now: string, before: string) =>
      both(is.policy(relation, now), not(is.policy(relation, before)));
    return ok(
      changedObject(context, object, {
        title: `Rename the policy ${name} to ${quoteIdentifier(newName)}`,
        statements: [`ALTER POLICY ${name} RENAME TO ${quoteIdentifier(newName)}`],
        done: called(newName, policy.name),
        back: {
          title: `Call the policy ${name} again as it was called`,
          statements: [`ALTER POLICY ${renamed} RENAME TO ${quoteIdentifier(policy.name)}`],
          done: called(policy.name, newName),
        },
      }),
    );
  }
  const old = is.policyAs(relation, policy);
  const roles = policy.roles?.length ? policy.roles : ["PUBLIC"];
  const before = [
    `ALTER POLICY ${name} TO ${roles.map(roleName).join(", ")}`,
    ...(policy.using === null ? [] : [`USING (${policy.using})`]),
    ...(policy.check === null ? [] : [`WITH CHECK (${policy.check})`]),
  ];
  return ok(
    changedObject(
      context,
      {
        ...object,
        serverMajors: onlyThisMajor(context),
        findings: [
          table.rowSecurity
            ? finding(
                "warning",
                "policy.changed",
                relation,
                `Which rows of ${relation} roles see and write is otherwise at once, for every release: each must be right with both.`,
              )
            : finding(
                "info",
                "policy.waits",
                relation,
                `It holds once row security of ${relation} is enabled.`,
              ),
        ],
      },
      {
        title: `Change the policy ${name}`,
        statements: inSearchPath(catalog, [
          ...statements.map((one) => one.sql),
          ...(isAnew ? commentAgain(policy, name) : []),
        ]),
        done: object.exists,
        before: old,
        back: {
          title: `Let the policy ${name} say again what it said`,
          statements:
            addsExpression || isAnew
              ? [`DROP POLICY ${name}`, ...policyAgain(policy, name)]
              : [before.join(" ")],
          done: old,
        },
      },
    ),
  );
};
