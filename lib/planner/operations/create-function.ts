import type { CatalogFunction } from "@/lib/catalog/model";
import { functionIn, functionLike } from "@/lib/change/operations/create-function";
import type { CreateFunction, DropFunction } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { parseSql } from "@/lib/sql/parse";
import { changedObject, dropObject, makeObject, onlyThisMajor } from "../defined-object";
import { finding } from "../operation-parts";
import type { OperationPlanner, PlanContext } from "../operation-plan";
import { is } from "../probe";
import { refuse } from "../refuse";
import { inSearchPath } from "../search-path";

type Made = NonNullable<ReturnType<typeof functionIn>>;

/** A new function disturbs nobody; a replaced one is another for every release and every trigger at once. */
export const planCreateFunction: OperationPlanner<CreateFunction> = ({ sql }, context) => {
  const { catalog } = context;
  const parsed = parseSql(sql);
  const node = parsed.ok ? parsed.value[0]?.node : undefined;
  const made = node ? functionIn(node, catalog) : null;
  if (!made?.argumentTypes) return refuse("sql", "it creates no function");
  const { argumentTypes, body } = made;
  const create = inSearchPath(catalog, [sql]);
  const before = functionLike(catalog, made);
  if (before) return replaceFunction({ before, made: { ...made, argumentTypes }, create }, context);
  const types = argumentTypes
    .map((type) => (type.startsWith("_") ? `${quoteIdentifier(type.slice(1))}[]` : quoteIdentifier(type)))
    .join(", ");
  const noun = made.procedure ? "procedure" : "function";
  return makeObject(context, {
    noun,
    name: `${relationName(made)}(${types})`,
    create,
    drop: inSearchPath(catalog, [`DROP ${noun.toUpperCase()} ${relationName(made)}(${types})`]),
    exists: is.functionOf({ ...made, argumentTypes }, { body }),
  });
};

function replaceFunction(
  {
    before,
    made,
    create,
  }: {
    readonly before: CatalogFunction;
    readonly made: Made & { readonly argumentTypes: readonly string[] };
    readonly create: readonly string[];
  },
  context: PlanContext,
) {
  const { definition } = before;
  if (!definition)
    return refuse("sql", `what ${before.identity} is now cannot be read, so there would be no way back`);
  const old = is.functionOf(made, { definition });
  const parsed = parseSql(definition);
  const was = parsed.ok && parsed.value[0] ? functionIn(parsed.value[0].node, context.catalog) : null;
  // A name or a default that an argument got cannot be taken away by another replacing (manual, CREATE FUNCTION).
  const replaceable = made.parameters.every(
    ({ name, hasDefault }, at) =>
      was?.parameters[at]?.name === name && (was.parameters[at].hasDefault || !hasDefault),
  );
  const object = {
    noun: before.kind ?? "function",
    name: before.identity,
    exists: is.functionOf(made),
    serverMajors: onlyThisMajor(context),
    findings: [
      finding(
        "info",
        "function.replaced",
        null,
        `Every release, trigger and view that calls ${relationName(before)} runs the new body from then on.`,
      ),
    ],
  };
  return ok(
    changedObject(context, object, {
      title: `Replace ${before.identity}`,
      statements: create,
      done: is.functionOf(made, { body: made.body }),
      before: old,
      back: {
        title: `Give ${before.identity} back what it was`,
        statements: replaceable ? asItWas([definition]) : [dropSql(before), ...functionAgain(before)],
        done: old,
      },
    }),
  );
}

/** Views, defaults, indexes and triggers that use it keep Postgres from dropping it. */
export const planDropFunction: OperationPlanner<DropFunction> = ({ name }, context) => {
  const { catalog } = context;
  const routine = catalog.functions.find(({ identity }) => identity === name);
  if (!routine?.definition) return refuse("name", `there is no function ${name} that could be made again`);
  const called = relationName(routine);
  for (const table of catalog.tables) {
    const trigger = table.triggers.find((one) => one.function === called);
    if (trigger && (routine.argumentTypes ?? []).length === 0) {
      return refuse(
        "name",
        `the trigger ${trigger.name} of ${relationName(table)} calls it: drop that one in a change before this one`,
      );
    }
  }
  return dropObject(context, {
    noun: routine.kind ?? "function",
    name,
    exists: is.functionOf({ ...routine, argumentTypes: routine.argumentTypes ?? [] }),
    drop: [dropSql(routine)],
    again: functionAgain(routine),
  });
};

const dropSql = ({ kind, identity }: CatalogFunction) =>
  `DROP ${kind === "procedure" ? "PROCEDURE" : "FUNCTION"} ${identity}`;

const functionAgain = (routine: CatalogFunction) => [
  ...asItWas([routine.definition ?? ""]),
  ...(routine.attached ?? []),
  ...(routine.rights ?? []),
];

/** Bodies are kept as text, with names as their author's search path found them: nothing is looked up again. */
const asItWas = (definitions: readonly string[]) => [
  "SET LOCAL check_function_bodies = off",
  ...definitions.map((one) => one.trim()),
];
