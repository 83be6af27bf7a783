import type { Catalog, Column, Table } from "@/lib/catalog/model";
import { relationName } from "@/lib/sql/identifiers";
import { type CannotCopy, notNullConstraint } from "../attached";
import { attachmentDrafts } from "../attachments";
import { backfillKey, withoutKey } from "../backfill-key";
import { copyRefusals } from "../copy-refusals";
import { keyDrafts } from "../key-drafts";
import type { OperationPlan } from "../operation-plan";
import { treeOf } from "../partitioned-index";
import { StepList } from "../step-list";
import type { RetypedGroup } from "./group";
import { contractDraft, expandDraft, keptCheck, keptDrafts, undoContract } from "./phases";
import { copiesForNext, type RetypedColumn } from "./retyped-column";
import { letGoDraft, switchDraft } from "./switch";
import { switchCheck } from "./switch-check";

const RETYPE = {
  done: "retyped",
  instead:
    "Add a column of the new type that is filled from this one, let the app move over, and drop this one in a later change",
  movesKeys: true,
  overPartitions: true,
};

export type RetypePhases = Pick<OperationPlan, "expand" | "tighten" | "switch" | "contract">;

export interface RetypeStepsOrder {
  readonly idPrefix: string;
  /** What taking the switch back loses, in words. */
  readonly loses: string | null;
  readonly catalog: Catalog;
}

/** All steps of a group, but the filling of rows. */
export function retypeSteps(
  group: RetypedGroup,
  { idPrefix, loses, catalog }: RetypeStepsOrder,
): RetypePhases | CannotCopy {
  const expand = new StepList(catalog);
  for (const column of group.columns) {
    const check = keptCheck(column, keyOf(column));
    if (check) expand.add(check);
  }
  for (const column of group.columns) expand.add(expandDraft(column));
  const tighten = new StepList(expand.catalog);
  for (const column of group.columns) {
    const copies = attachmentDrafts(copiesForNext(column));
    if ("what" in copies) return copies;
    for (const copy of copies) tighten.add(copy);
  }
  const keys = keyDrafts(group, "next", idPrefix);
  if ("what" in keys) return keys;
  for (const key of keys) tighten.add(key);

  const names = switchDraft(group, idPrefix);
  if ("what" in names) return names;
  const swap = new StepList(tighten.catalog);
  for (const column of group.columns) swap.add(switchCheck(column, group));
  swap.add({ ...names, ...(loses ? { loses } : {}) });
  for (const column of group.columns.filter((one) => one.oneWay)) {
    const letGo = letGoDraft(column, keyOf(column));
    if ("what" in letGo) return letGo;
    swap.add(letGo);
  }
  const contract = new StepList(swap.catalog);
  for (const column of group.columns) {
    for (const keep of keptDrafts(column, keyOf(column))) contract.add(keep);
    const undo = undoContract(column, keyOf(column));
    if ("what" in undo) return undo;
    contract.add({ ...contractDraft(column), revert: undo });
  }
  return { expand: expand.steps, tighten: tighten.steps, switch: swap.steps, contract: contract.steps };
}

/** What its rows are walked along; that there is something was seen before. */
const keyOf = ({ table }: RetypedColumn) => backfillKey(table, []) ?? [];

/** Why the column, or one that points at it, cannot be retyped. */
export function retypeRefusals(
  catalog: Catalog,
  { table, column }: { readonly table: Table; readonly column: Column },
  points: boolean,
): readonly { field: string; message: string }[] {
  const relation = relationName(table);
  const where = points ? `${relation}.${column.name}, which points at it: ` : "";
  const walkable = backfillKey(table, []) ? [] : [withoutKey(relation)];
  const reasons = [
    ...copyRefusals(catalog, table, column, RETYPE),
    ...namedApart(catalog, table, column),
    ...walkable,
  ];
  return reasons.map((message) => ({
    field: "column",
    message: `${where}${message}`,
  }));
}

/** From 18 on NOT NULL is renamed of all partitions together, which fails where one calls its own otherwise (observed on 18). */
function namedApart(catalog: Catalog, table: Table, column: Column): readonly string[] {
  if (catalog.serverMajor < 18 || !column.notNull) return [];
  const name = notNullConstraint(table, column.name);
  return treeOf(catalog, table)
    .filter((part) => notNullConstraint(part, column.name) !== name)
    .slice(0, 1)
    .map(
      (part) =>
        `${relationName(part)} calls NOT NULL of ${column.name} ${notNullConstraint(part, column.name)}, not ${name} as ${relationName(table)} does, and Postgres renames them only together. Drop NOT NULL and set it again first: then all are called the same`,
    );
}
