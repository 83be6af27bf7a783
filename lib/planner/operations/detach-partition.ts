import { blankConstraint } from "@/lib/catalog/blank";
import { constraintName } from "@/lib/change/names-in-catalog";
import type { DetachPartition } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { referenced } from "@/lib/sql/facts/known";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { all, detached, withConstraint, withoutConstraint } from "../evolve";
import { findTable } from "../find-table";
import { finding, partsOf } from "../operation-parts";
import { type OperationPlanner, SERVER_MAJORS } from "../operation-plan";
import {
  attachAction,
  conditionOf,
  defaultPartition,
  detachAction,
  type PartitionOrder,
} from "../partition-steps";
import { is, not, probeAll } from "../probe";
import { refuse } from "../refuse";
import { withoutPartitionDeploy } from "../snippets/detach-partition";
import { type RevertDraft, StepList } from "../step-list";

/**
 * From 14 on concurrently, which stops nobody, where there is no default partition and the bound is one whose check is
 * known; else in one short transaction that stops reads and writes of the whole table.
 */
export const planDetachPartition: OperationPlanner<DetachPartition> = (operation, context) => {
  const { catalog } = context;
  const parent = findTable(catalog, operation.table);
  const child = findTable(catalog, operation.partition);
  const bound = child?.partitioning?.bound;
  if (!parent) return refuse("table", `there is no table ${operation.table}`);
  if (!child || !bound) return refuse("partition", `there is no partition ${operation.partition}`);
  const [whole, part] = [relationName(parent), relationName(child)];
  for (const other of catalog.tables) {
    const key = other.constraints.find((one) => referenced(one) === whole);
    if (key) {
      return refuse(
        "table",
        `the foreign key ${key.name} of ${relationName(other)} points at ${whole}: the server would look for rows that need ${part} while nobody can write either. Drop it first, or use a window`,
      );
    }
  }
  const order: PartitionOrder = { catalog, parent, child, bound, idPrefix: `o${context.index + 1}` };
  const fallback = defaultPartition(catalog, parent);
  const condition = conditionOf(order);
  const beside = catalog.serverMajor >= 14 && !fallback && condition !== null;
  const contract = new StepList(catalog);
  if (beside) addConcurrently(contract, order, condition);
  else {
    const back = attachAction({ ...order, idPrefix: `${order.idPrefix}-back` });
    contract.add({ ...detachAction(order), revert: [back] });
  }
  const partners = parent.constraints.flatMap((one) => referenced(one) ?? []);
  const why =
    catalog.serverMajor < 14
      ? `version ${catalog.serverMajor} knows no other way`
      : fallback
        ? `${relationName(fallback)} is a default partition, with which the server refuses to do it concurrently`
        : `of the bound ${bound} no check is known that the way back could rest on`;
  return ok(
    partsOf({
      contract: contract.steps,
      deploys: [withoutPartitionDeploy({ relation: whole, table: parent.name, partition: part })],
      relations: [...new Set([whole, part, ...(fallback ? [relationName(fallback)] : []), ...partners])],
      serverMajors: beside ? { ...SERVER_MAJORS, min: 14 } : SERVER_MAJORS,
      breaking: true,
      summary: `Detach ${part} from ${whole}`,
      compatibleWith: {
        expand: [],
        backfill: [],
        contract: [`Only releases that do without the rows of ${part} in ${whole}`],
      },
      findings: [
        beside
          ? finding(
              "info",
              "partition.detached",
              part,
              `Reads and writes go on. ${part} keeps its rows, indexes and keys, and gets a check of its old bound, by which the way back reads no row; drop it where it is in the way.`,
            )
          : finding(
              "warning",
              "partition.detached",
              whole,
              `Reads and writes of ${whole} wait for a moment, because ${why}. ${part} keeps its rows, indexes and keys. The way back reads all of ${part} while nobody can use it.`,
            ),
      ],
    }),
  );
};

/**
 * Two transactions with a wait for older ones between them. What dies between the two is ended by FINALIZE.
 * The server leaves a check of the bound behind, named as it names checks (observed on 15 and 18).
 */
function addConcurrently(contract: StepList, order: PartitionOrder, condition: string): void {
  const { catalog, parent, child, idPrefix } = order;
  const [whole, part] = [relationName(parent), relationName(child)];
  const [only, ...others] = parent.partitionKeyColumns;
  const base = others.length === 0 ? `${child.name}_${only}` : child.name;
  const made = constraintName(catalog, child, null, base, "_check");
  const name = made.ok ? made.value : `${base}_check`;
  const left = blankConstraint(name, "check", parent.partitionKeyColumns, {
    definition: `CHECK (${condition})`,
    validated: true,
  });
  const drop: RevertDraft = {
    id: `${idPrefix}-back-tidy`,
    title: `Drop the check ${name}, which the bound makes needless`,
    kind: "ddl",
    statements: [`ALTER TABLE ${part} DROP CONSTRAINT IF EXISTS ${quoteIdentifier(name)}`],
    probe: probeAll(not(is.constraint(part, name))),
    after: withoutConstraint(child, name),
  };
  const gone = not(is.partOf(part, whole));
  contract.add({
    id: `${idPrefix}-detach`,
    title: `Detach ${part} from ${whole}, beside reads and writes`,
    kind: "concurrent",
    statements: [`ALTER TABLE ${whole} DETACH PARTITION ${part} CONCURRENTLY`],
    probe: probeAll(`(${gone} OR ${is.detachPending(part, whole)})`),
    after: all(detached(child), withConstraint(child, left)),
    revert: [attachAction({ ...order, idPrefix: `${idPrefix}-back` }), drop],
  });
  contract.add({
    id: `${idPrefix}-finalize`,
    title: "End it, where it was interrupted",
    kind: "ddl",
    statements: [`ALTER TABLE ${whole} DETACH PARTITION ${part} FINALIZE`],
    probe: probeAll(gone),
  });
}
