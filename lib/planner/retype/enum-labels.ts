import type { Catalog, EnumType } from "@/lib/catalog/model";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { expressionText } from "@/lib/sql/expression-text";
import {
  parseDottedName,
  parseRelationName,
  quoteIdentifier,
  quoteLiteral,
  relationName,
} from "@/lib/sql/identifiers";
import { bodyOf, parseExpression, strings } from "@/lib/sql/parse";
import { foreignKeyPartners } from "../attached";
import { mentionsWord } from "../copy-refusals";
import { freeName } from "../names";
import { finding, notNullMajors, partsOf } from "../operation-parts";
import { type OperationPlan, type PlanContext, type Refusal, SERVER_MAJORS } from "../operation-plan";
import { isPartition, treeOf } from "../partitioned-index";
import { is, not, probeAll } from "../probe";
import { refuse } from "../refuse";
import { otherLabelDeploy } from "../snippets/enum-labels";
import { StepList } from "../step-list";
import { retypedPartitions } from "./findings";
import { retypedGroup } from "./group";
import { fillOf } from "./phases";
import type { TypeSwap } from "./retyped-column";
import { retypeRefusals, retypeSteps } from "./steps";

/** An enum whose label `value` goes, with `replacement` in its place. */
export interface LabelChange {
  readonly type: EnumType;
  readonly value: string;
  readonly replacement: string | null;
  /** The labels of the new type. */
  readonly values: readonly string[];
  /** The replacement is a label that the old type does not have yet. */
  readonly adds: boolean;
  readonly summary: string;
}

/**
 * A label cannot be taken away from an enum. A new type without it, and a second column of that type for each column of the
 * old one, change places with the old ones in one transaction. The release before it says only labels that both have.
 */
export function planLabelChange(
  change: LabelChange,
  { catalog, index }: PlanContext,
): Result<OperationPlan, readonly Refusal[]> {
  const { type, value, replacement } = change;
  const name = relationName(type);
  const idPrefix = `o${index + 1}`;
  const places = catalog.tables
    .filter((table) => !isPartition(table))
    .flatMap((table) =>
      table.columns.filter((column) => column.type === name).map((column) => ({ table, column })),
    );
  const refusals = [
    ...otherUses(catalog, type).map((message) => ({ field: "type", message })),
    ...places.flatMap((place) => retypeRefusals(catalog, place, true)),
    ...places
      .filter(({ column }) => replacement === null && column.notNull)
      .map(({ table, column }) => ({
        field: "replacement",
        message: `${relationName(table)}.${column.name} is NOT NULL: rows that have ${value} need another value`,
      })),
  ];
  if (refusals.length > 0) return fail(refusals);
  if (places.length === 0) return refuse("type", `no column has the type ${name}: make it anew`);

  const swap = typeSwap(catalog, change);
  const group = retypedGroup(
    catalog,
    places.map(({ table, column }, at) => {
      const label = `${quoteIdentifier(column.name)}::pg_catalog.text`;
      const other = replacement === null ? "NULL" : quoteLiteral(replacement);
      return {
        catalog,
        table,
        old: column,
        type: name,
        collation: null,
        up: `CASE WHEN ${label} = ${quoteLiteral(value)} THEN ${other} ELSE ${label} END`,
        down: label,
        swap,
        oneWay: false,
        idPrefix: at === 0 ? idPrefix : `${idPrefix}-${at + 1}`,
      };
    }),
  );
  if (!group) return refuse("type", "no trigger name is left that sorts behind all others");
  const broken = group.columns.find(({ next, old }) => (next.default === null) !== (old.default === null));
  if (broken) {
    return refuse(
      "value",
      `the default of ${broken.relation}.${broken.old.name} is ${broken.old.default}: set another one first`,
    );
  }
  const expand = new StepList(catalog);
  if (change.adds) expand.add(addLabel(change, idPrefix));
  expand.add(makeType(swap.nextName, change.values, { id: `${idPrefix}-type`, like: type }));
  const steps = retypeSteps(group, { idPrefix, loses: null, catalog: expand.catalog });
  if ("what" in steps) {
    return refuse(
      "value",
      `${steps.what} cannot be copied so that it certainly means the same. Drop it first`,
    );
  }
  const contract = new StepList(expand.catalog);
  contract.add(dropType(swap.formerName, formerValues(change), { id: `${idPrefix}-type-drop`, like: type }));
  const relations = group.columns.flatMap((one) => [
    ...treeOf(catalog, one.table).map(relationName),
    ...foreignKeyPartners(one.table, one.old.name),
  ]);
  const said = replacement === null ? "NULL" : quoteLiteral(replacement);
  return ok(
    partsOf({
      expand: [...expand.steps, ...steps.expand],
      fills: group.columns.map(fillOf),
      tighten: steps.tighten,
      switch: steps.switch,
      contract: [...steps.contract, ...contract.steps],
      deploys: [otherLabelDeploy({ type: name, value, said })],
      relations: [...new Set([...relations, ...group.foreignKeys.map((key) => key.relation)])],
      serverMajors: group.columns.some((one) => one.table.columns.some((column) => column.notNull))
        ? notNullMajors(catalog.serverMajor)
        : SERVER_MAJORS,
      breaking: true,
      summary: change.summary,
      compatibleWith: {
        expand: ["The app as it is"],
        backfill: [`Releases that say ${quoteLiteral(value)}`, `Releases that say ${said} in its place`],
        switch: [`Only releases that do not say ${quoteLiteral(value)}`],
        contract: [`Only releases that do not say ${quoteLiteral(value)}`],
      },
      findings: [
        finding(
          "warning",
          "layout.changed",
          null,
          `${group.columns.map(({ relation, old }) => `${relation}.${old.name}`).join(", ")} will stand last in the table. INSERT and COPY without a column list put values into wrong columns, without an error.`,
        ),
        finding(
          "warning",
          "statements.cached",
          null,
          `At the switch every prepared statement that returns one of these columns fails once per connection with "cached plan must not change result type" (0A000).`,
        ),
        finding(
          "info",
          "type.remade",
          null,
          `${name} is another type afterwards, under its name and with its comment, owner and grants: what clients remember of its number (OID) is not carried over.`,
          "Recycle the connections of drivers that look types up once.",
        ),
        ...group.columns.flatMap(retypedPartitions),
      ],
    }),
  );
}

/** The labels of the old type once the replacement is one of them. */
function formerValues({ type, value, replacement, adds }: LabelChange): readonly string[] {
  if (!adds || replacement === null) return type.values;
  return type.values.flatMap((label) => (label === value ? [replacement, label] : [label]));
}

function typeSwap(catalog: Catalog, { type, value, replacement }: LabelChange): TypeSwap {
  const taken = new Set(
    [...catalog.enums, ...(catalog.domains ?? []), ...catalog.tables, ...catalog.views]
      .filter((one) => one.schema === type.schema)
      .map((one) => one.name),
  );
  const free = (suffix: string) =>
    relationName({ schema: type.schema, name: freeName(type.name, suffix, taken) });
  const name = relationName(type);
  return {
    name,
    nextName: free("_next"),
    formerName: free("_former"),
    labels: new Map([[value, replacement]]),
    defaultOf: (text) => defaultWith(text, name, value, replacement),
  };
}

/** Null where the default is the label that goes and nothing takes its place, or cannot be read. */
function defaultWith(text: string, type: string, value: string, replacement: string | null): string | null {
  const parsed = parseExpression(text);
  const cast = parsed.ok ? bodyOf(parsed.value, "TypeCast") : null;
  const label = bodyOf(cast?.arg, "A_Const")?.sval?.sval;
  if (!parsed.ok || label === undefined) return null;
  if (strings(cast?.typeName?.names).join(".") !== parseDottedName(type)?.join(".")) return null;
  if (label !== value) return expressionText(parsed.value);
  return replacement === null ? null : `${quoteLiteral(replacement)}::${type}`;
}

/** What else hangs on the type and would stay with the old one. */
function otherUses(catalog: Catalog, type: EnumType): readonly string[] {
  const name = relationName(type);
  const uses = (text: string) => mentionsWord(text, type.name);
  return [
    ...catalog.tables.flatMap((table) =>
      table.columns
        .filter((column) => column.type !== name && column.type.startsWith(`${name}[`))
        .map(
          (column) => `${relationName(table)}.${column.name} is an array of ${name}, which has no such route`,
        ),
    ),
    ...(catalog.domains ?? [])
      .filter((domain) => uses(domain.definition ?? ""))
      .map((domain) => `the domain ${relationName(domain)} is made of ${name}. Replace it first`),
    ...catalog.functions
      .filter((routine) => uses(routine.identity.replace(/^[^(]*/, "")) || uses(routine.signature ?? ""))
      .map(
        (routine) =>
          `the function ${routine.identity} takes or gives ${name}. Drop it, and make it anew after`,
      ),
  ];
}

/** Before the one that goes, so that it sorts there. */
function addLabel({ type, value, replacement }: LabelChange, idPrefix: string) {
  const name = relationName(type);
  const label = replacement ?? "";
  return {
    id: `${idPrefix}-value`,
    title: `Add ${quoteLiteral(label)} to ${name}`,
    kind: "ddl" as const,
    statements: [`ALTER TYPE ${name} ADD VALUE ${quoteLiteral(label)} BEFORE ${quoteLiteral(value)}`],
    probe: probeAll(is.enumValue(name, label)),
    revert: [],
    loses: `Nothing, but ${quoteLiteral(label)} stays: Postgres cannot take a value of an enum away`,
  };
}

interface TypeStep {
  readonly id: string;
  /** The type whose comment, owner and grants it has. */
  readonly like: EnumType;
}

function createType(name: string, values: readonly string[], like: EnumType): readonly string[] {
  const was = ` TYPE ${relationName(like)} `;
  return [
    `CREATE TYPE ${name} AS ENUM (${values.map(quoteLiteral).join(", ")})`,
    ...[...(like.attached ?? []), ...(like.rights ?? [])].map((one) =>
      one.replace(was, () => ` TYPE ${name} `),
    ),
  ];
}

function makeType(name: string, values: readonly string[], { id, like }: TypeStep) {
  const schema = parseRelationName(name)?.schema ?? "public";
  return {
    id,
    title: `Create the enum ${name}`,
    kind: "ddl" as const,
    statements: createType(name, values, like),
    probe: probeAll(is.type(name)),
    after: (catalog: Catalog) => ({
      ...catalog,
      enums: [...catalog.enums, { schema, name: parseRelationName(name)?.name ?? name, values }],
    }),
    revert: [
      {
        id: `${id}-drop`,
        title: `Drop the enum ${name}`,
        kind: "ddl" as const,
        statements: [`DROP TYPE ${name}`],
        probe: probeAll(not(is.type(name))),
      },
    ],
  };
}

function dropType(name: string, values: readonly string[], { id, like }: TypeStep) {
  return {
    id,
    title: `Drop the enum ${name}`,
    kind: "ddl" as const,
    statements: [`DROP TYPE ${name}`],
    probe: probeAll(not(is.type(name))),
    revert: [
      {
        id: `${id}-again`,
        title: `Create the enum ${name} again`,
        kind: "ddl" as const,
        statements: createType(name, values, like),
        probe: probeAll(is.type(name)),
      },
    ],
  };
}
