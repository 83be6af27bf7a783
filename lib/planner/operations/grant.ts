import {
  heldBy,
  type Right,
  rightsIn,
  rightsTaken,
  rightsText,
  rightText,
  roleName,
} from "@/lib/change/rights";
import type { Grant, Revoke } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { changedObject, dropObject } from "../defined-object";
import { finding } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { any, both, is, not } from "../probe";
import { refuse } from "../refuse";

/** Rights are looked at when a statement starts: nobody has to connect anew. */
export const planGrant: OperationPlanner<Grant> = (operation, context) => {
  const { on, objects, roles } = operation;
  const held = heldBy(context.catalog, on);
  const wanted = rightsIn(operation);
  const missing = wanted.filter((right) => held(right) === null);
  if (missing.length === 0) return refuse("roles", "they may do that already");
  const has = (right: Right) => is.right(on, right);
  const name = rightsText(operation);
  const to = roles.map(roleName).join(", ");
  return ok(
    changedObject(
      context,
      {
        noun: "right",
        name,
        exists: both(...wanted.map(has)),
        relations: on === "schema" ? [] : objects,
        findings: roles.includes("PUBLIC")
          ? [
              finding(
                "warning",
                "right.public",
                null,
                "PUBLIC is every role that can connect, those made later too.",
              ),
            ]
          : [],
      },
      {
        title: `Grant ${name} to ${to}`,
        statements: [`GRANT ${name} TO ${to}`],
        done: both(...wanted.map(has)),
        back: {
          title: "Take back what was granted",
          statements: missing.map((right) => `REVOKE ${rightText(on, right)} FROM ${roleName(right.role)}`),
          done: both(...missing.map((right) => not(has(right)))),
        },
      },
    ),
  );
};

/** A release that still needs the right fails with 42501. */
export const planRevoke: OperationPlanner<Revoke> = (operation, context) => {
  const { on, objects, roles } = operation;
  const held = heldBy(context.catalog, on);
  const there = rightsTaken(context.catalog, operation).flatMap((right) => {
    const found = held(right);
    return found ? [{ ...right, grantable: found.grantable }] : [];
  });
  if (there.length === 0) return refuse("roles", "they may not do that now");
  const from = roles.map(roleName).join(", ");
  const name = rightsText(operation);
  return dropObject(context, {
    noun: "right",
    name: `${name} of ${from}`,
    title: `Revoke ${name} from ${from}`,
    exists: any(...there.map((right) => is.right(on, right))),
    drop: [`REVOKE ${name} FROM ${from}`],
    again: there.map(
      (right) =>
        `GRANT ${rightText(on, right)} TO ${roleName(right.role)}${right.grantable ? " WITH GRANT OPTION" : ""}`,
    ),
    relations: on === "schema" ? [] : objects,
    findings: [
      finding(
        "info",
        "right.others",
        null,
        "What a role may do through PUBLIC or another role that it is a member of, it still may.",
      ),
    ],
  });
};
