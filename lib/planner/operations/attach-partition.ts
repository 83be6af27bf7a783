import { blankConstraint, blankIndex } from "@/lib/catalog/blank";
import type { Constraint, Index, Table } from "@/lib/catalog/model";
import { freeRelationName } from "@/lib/change/names-in-catalog";
import { indexNameLike } from "@/lib/change/operations/create-index";
import type { AttachPartition } from "@/lib/contracts/operation";
import { ok, type Result } from "@/lib/contracts/result";
import { referenced } from "@/lib/sql/facts/known";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { withoutConstraint } from "../evolve";
import { findTable } from "../find-table";
import { indexOn, isAlike } from "../index-definition";
import { fitName, shortHash } from "../names";
import { concurrentIndex } from "../new-index";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner, Refusal } from "../operation-plan";
import {
  attachAction,
  conditionOf,
  defaultPartition,
  detachAction,
  type PartitionOrder,
} from "../partition-steps";
import { is, not, probeAll } from "../probe";
import { refuse } from "../refuse";
import { isSmall, smallTable } from "../small-table";
import { type StepDraft, StepList } from "../step-list";
import { keyUsingIndex } from "../unique-constraint";
import { validatedConstraint } from "../validated-constraint";

/**
 * What ATTACH would build or read under its lock is made and proven before, beside reads and writes: the indexes and
 * keys of the whole table, the bound by a check on the new partition, and that the default partition holds none of its
 * rows by another. Then it changes the catalog only, and the checks go.
 */
export const planAttachPartition: OperationPlanner<AttachPartition> = (operation, context) => {
  const { catalog } = context;
  const parent = findTable(catalog, operation.table);
  const child = findTable(catalog, operation.partition);
  if (!parent) return refuse("table", `there is no table ${operation.table}`);
  if (!child) return refuse("partition", `there is no table ${operation.partition}`);
  const { bound } = operation;
  const order: PartitionOrder = { catalog, parent, child, bound, idPrefix: `o${context.index + 1}` };
  const [whole, part] = [relationName(parent), relationName(child)];
  const condition = conditionOf(order);
  const fallback = defaultPartition(catalog, parent);
  const read = condition === null ? [child, ...(fallback ? [fallback] : [])] : [];
  const large = read.find((table) => !isSmall(table));
  if (large) {
    return refuse(
      "bound",
      `no check is known by which Postgres would take ${bound} as proven, so it would read all of ${relationName(large)} while nobody can use it, and that is not small. Use a window, or run ANALYZE ${relationName(large)} first if it is`,
    );
  }
  const indexes = indexSteps(order);
  if (!indexes.ok) return indexes;
  const keys = missingKeys(parent, child);
  const steps = new StepList(catalog);
  for (const draft of indexes.value) steps.add(draft);
  for (const constraint of keys) {
    const idPrefix = `${order.idPrefix}-${constraint.name}`;
    for (const draft of validatedConstraint({ table: child, relation: part, constraint, idPrefix })) {
      steps.add(draft);
    }
  }
  const checks =
    condition === null
      ? []
      : [
          checkOf(child, "bound", condition),
          ...(fallback ? [checkOf(fallback, "not_others", `NOT (${condition})`)] : []),
        ];
  const attached = is.partOf(part, whole);
  for (const { table, constraint } of checks) {
    const idPrefix = `${order.idPrefix}-${table === child ? "bound" : "default"}`;
    const relation = relationName(table);
    for (const draft of validatedConstraint({ table, relation, constraint, idPrefix, served: attached })) {
      steps.add(draft);
    }
  }
  steps.add({ ...attachAction(order), revert: [detachAction(order)] });
  for (const { table, constraint } of checks) {
    const relation = relationName(table);
    steps.add({
      id: `${order.idPrefix}-${table === child ? "bound" : "default"}-tidy`,
      title: `Drop the check of ${relation}, which its bound now makes needless`,
      kind: "ddl",
      statements: [`ALTER TABLE ${relation} DROP CONSTRAINT IF EXISTS ${quoteIdentifier(constraint.name)}`],
      probe: probeAll(`(${not(is.constraint(relation, constraint.name))} AND ${attached})`),
      after: withoutConstraint(table, constraint.name),
    });
  }
  const partners = parent.constraints.flatMap((one) => referenced(one) ?? []);
  return ok(
    partsOf({
      expand: steps.steps,
      relations: [...new Set([whole, part, ...(fallback ? [relationName(fallback)] : []), ...partners])],
      assumes: read.map((table) => smallTable(relationName(table))),
      summary: `Attach ${part} to ${whole} ${bound}`,
      findings: [
        finding(
          "info",
          "partition.rows",
          whole,
          `From then on queries of ${whole} find the rows of ${part}. A row of ${part} outside ${bound} makes the proof fail, and once its check is there, writes of such rows to ${part} do.`,
        ),
        ...(fallback && condition !== null
          ? [
              finding(
                "warning",
                "partition.default",
                whole,
                `${relationName(fallback)} is the default partition. Until ${part} is attached, rows of ${bound} can be written to ${whole} no more: there they would go, and the check that proves it free of them refuses them. Rows of ${bound} that are in it already make that proof fail: move them to ${part} first.`,
                `Count them: SELECT count(*) FROM ${relationName(fallback)} WHERE ${condition}`,
              ),
            ]
          : []),
        ...(read.length > 0
          ? [
              finding(
                "warning",
                "rows.few",
                part,
                `${read.map(relationName).join(" and ")} is read while nobody can use it. It is planned so because it is small.`,
              ),
            ]
          : []),
      ],
    }),
  );
};

function checkOf(table: Table, word: string, condition: string) {
  const name = fitName(`${table.name}_${word}`, `_${shortHash(relationName(table), condition)}`);
  return { table, constraint: blankConstraint(name, "check", [], { definition: `CHECK (${condition})` }) };
}

/** Each index of the whole table that the new partition lacks, built beside reads and writes. */
function indexSteps({
  catalog,
  parent,
  child,
  idPrefix,
}: PartitionOrder): Result<readonly StepDraft[], readonly Refusal[]> {
  const steps: StepDraft[] = [];
  const given = new Set<string>();
  for (const index of parent.indexes) {
    const constraint = parent.constraints.find(({ name }) => name === index.constraintName) ?? null;
    if (child.indexes.some((own) => serves(own, child, index, constraint))) continue;
    const base = index.primary ? child.name : `${child.name}_${index.columns.join("_")}`;
    const name = constraint
      ? freeRelationName(catalog, child.schema, base, index.primary ? "_pkey" : "_key")
      : indexNameLike(index.definition, catalog, child);
    const sql = indexOn(index.definition, name, child);
    if (sql === null || given.has(name) || constraint?.type === "exclusion") {
      return refuse(
        "partition",
        `${relationName(child)} lacks what ${index.name} is for ${relationName(parent)}, and it cannot be built here: make it in a change before this one`,
      );
    }
    given.add(name);
    const own = blankIndex(name, index.columns, {
      unique: index.unique,
      predicate: index.predicate,
      hasExpressions: index.hasExpressions,
      mentions: index.mentions,
    });
    const prefix = `${idPrefix}-${name}`;
    steps.push(concurrentIndex({ table: child, index: own, sql, idPrefix: prefix }));
    if (!constraint) continue;
    const deferrable = `${constraint.deferrable ? " DEFERRABLE" : ""}${constraint.initiallyDeferred ? " INITIALLY DEFERRED" : ""}`;
    const type = index.primary ? "primary key" : "unique";
    steps.push(keyUsingIndex({ table: child, index: own, idPrefix: prefix, deferrable, type }));
  }
  return ok(steps);
}

/** An index behind a constraint is only taken where the partition has the constraint too. */
function serves(own: Index, child: Table, index: Index, constraint: Constraint | null): boolean {
  if (!own.valid || !isAlike(own.definition, index.definition)) return false;
  if (constraint === null) return true;
  return child.constraints.some(({ name, type }) => name === own.constraintName && type === constraint.type);
}

/** Foreign keys of the whole table that the partition lacks; of one that is there and valid no row is read. */
function missingKeys(parent: Table, child: Table): readonly Constraint[] {
  const has = (key: Constraint) =>
    child.constraints.some((own) => own.validated && own.definition === key.definition);
  return parent.constraints.filter((key) => key.type === "foreign key" && key.validated && !has(key));
}
