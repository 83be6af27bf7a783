import type { AddEnumValue, CreateEnum } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteLiteral } from "@/lib/sql/identifiers";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { StepList } from "../step-list";

/** Touches no table. */
export const planCreateEnum: OperationPlanner<CreateEnum> = ({ type, values }, context) => {
  const idPrefix = `o${context.index + 1}`;
  const expand = new StepList(context.catalog);
  expand.add({
    id: `${idPrefix}-enum`,
    title: `Create the enum ${type}`,
    kind: "ddl",
    statements: [`CREATE TYPE ${type} AS ENUM (${values.map(quoteLiteral).join(", ")})`],
    probe: probeAll(is.type(type)),
    revert: [
      {
        id: `${idPrefix}-enum-drop`,
        title: `Drop the enum ${type}`,
        kind: "ddl",
        statements: [`DROP TYPE ${type}`],
        probe: probeAll(not(is.type(type))),
      },
    ],
  });
  return ok(partsOf({ expand: expand.steps, relations: [], summary: `Create the enum ${type}` }));
};

/** A value can be added and never taken away again. In a transaction since version 12, to be used after it. */
export const planAddEnumValue: OperationPlanner<AddEnumValue> = ({ type, value, before }, context) => {
  const expand = new StepList(context.catalog);
  const place = before === null ? "" : ` BEFORE ${quoteLiteral(before)}`;
  expand.add({
    id: `o${context.index + 1}-value`,
    title: `Add ${quoteLiteral(value)} to ${type}`,
    kind: "ddl",
    statements: [`ALTER TYPE ${type} ADD VALUE ${quoteLiteral(value)}${place}`],
    probe: probeAll(is.enumValue(type, value)),
    revert: [],
    loses: `Nothing, but ${quoteLiteral(value)} stays: Postgres cannot take a value of an enum away`,
  });
  return ok(
    partsOf({
      expand: expand.steps,
      relations: [],
      summary: `Add ${quoteLiteral(value)} to the enum ${type}`,
      compatibleWith: {
        expand: [
          "The app as it is, until one writes the new value",
          `Releases that know ${quoteLiteral(value)}`,
        ],
        backfill: [],
        contract: [],
      },
      findings: [
        finding(
          "warning",
          "enum.reads",
          null,
          `Releases that do not know ${quoteLiteral(value)} fail when they read it: let every release know it before one writes it.`,
        ),
      ],
    }),
  );
};
