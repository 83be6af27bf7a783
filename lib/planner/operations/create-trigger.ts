import type { Trigger } from "@/lib/catalog/model";
import { triggerIn } from "@/lib/change/operations/create-trigger";
import type { CreateTrigger, DropTrigger } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { parseSql } from "@/lib/sql/parse";
import { changedObject, dropObject, makeObject, onlyThisMajor } from "../defined-object";
import { findTable } from "../find-table";
import { INTERLOCK_SCHEMA } from "../names";
import { finding } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is } from "../probe";
import { refuse } from "../refuse";
import { inSearchPath } from "../search-path";

/** From the same moment every write of every release runs it. */
export const planCreateTrigger: OperationPlanner<CreateTrigger> = ({ sql }, context) => {
  const { catalog } = context;
  const parsed = parseSql(sql);
  const node = parsed.ok ? parsed.value[0]?.node : undefined;
  const made = node ? triggerIn(node, catalog) : "it creates no trigger";
  if (typeof made === "string") return refuse("sql", made);
  const { table, before } = made;
  const relation = relationName(table);
  const name = `${quoteIdentifier(made.name)} on ${relation}`;
  const exists = is.triggerNamed(relation, made.name);
  const create = inSearchPath(catalog, [sql]);
  const findings = [
    finding(
      "warning",
      "trigger.fires",
      relation,
      `Writes of every release run the trigger ${quoteIdentifier(made.name)} from then on: where it fails, they fail.`,
    ),
  ];
  if (!before) {
    return makeObject(context, {
      noun: "trigger",
      name,
      create,
      drop: [`DROP TRIGGER ${name}`],
      exists,
      relations: [relation],
      findings,
    });
  }
  const old = is.triggerNamed(relation, made.name, before);
  const object = {
    noun: "trigger",
    name,
    exists,
    relations: [relation],
    findings,
    serverMajors: onlyThisMajor(context),
  };
  return ok(
    changedObject(context, object, {
      title: `Replace the trigger ${name}`,
      statements: create,
      done: exists,
      before: old,
      back: {
        title: `Give the trigger ${name} back what it was`,
        statements: [
          ...triggerAgain(
            {
              ...before,
              definition: before.definition.replace(/^CREATE TRIGGER/, "CREATE OR REPLACE TRIGGER"),
            },
            relation,
          ),
        ],
        done: old,
      },
    }),
  );
};

export const planDropTrigger: OperationPlanner<DropTrigger> = (operation, context) => {
  const table = findTable(context.catalog, operation.table);
  const trigger = table?.triggers.find(({ name }) => name === operation.name);
  if (!table || !trigger) return refuse("name", `${operation.table} has no trigger ${operation.name}`);
  if (trigger.function.startsWith(`${INTERLOCK_SCHEMA}.`)) {
    return refuse(
      "name",
      `${operation.name} keeps two columns in step for a change that is under way: its contract drops it`,
    );
  }
  const relation = relationName(table);
  const name = `${quoteIdentifier(trigger.name)} on ${relation}`;
  return dropObject(context, {
    noun: "trigger",
    name,
    exists: is.triggerNamed(relation, trigger.name),
    drop: [`DROP TRIGGER ${name}`],
    again: triggerAgain(trigger, relation),
    relations: [relation],
  });
};

const FIRES = {
  origin: null,
  disabled: "DISABLE",
  replica: "ENABLE REPLICA",
  always: "ENABLE ALWAYS",
} as const;

/** Makes the trigger again as the catalog says it was. */
export function triggerAgain(trigger: Trigger, relation: string): readonly string[] {
  const { name, enabled, comment } = trigger;
  const fires = FIRES[enabled];
  return [
    trigger.definition,
    ...(fires ? [`ALTER TABLE ${relation} ${fires} TRIGGER ${quoteIdentifier(name)}`] : []),
    ...(comment
      ? [`COMMENT ON TRIGGER ${quoteIdentifier(name)} ON ${relation} IS ${quoteLiteral(comment)}`]
      : []),
  ];
}
