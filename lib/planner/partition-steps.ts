import type { Catalog, Table } from "@/lib/catalog/model";
import { relationName } from "@/lib/sql/identifiers";
import { boundCondition, parseBound } from "@/lib/sql/partition-bound";
import { attachedTo, detached } from "./evolve";
import { partitionsOf } from "./partitioned-index";
import { is, not, probeAll } from "./probe";
import type { RevertDraft } from "./step-list";

/** A table that is, or becomes, a partition of another. */
export interface PartitionOrder {
  readonly catalog: Catalog;
  readonly parent: Table;
  readonly child: Table;
  /** `FOR VALUES …` or `DEFAULT`. */
  readonly bound: string;
  readonly idPrefix: string;
}

/** The condition that the child's rows meet; null where none is known that Postgres would take as a proof. */
export function conditionOf({ parent, bound }: Pick<PartitionOrder, "parent" | "bound">): string | null {
  const tree = parseBound(bound);
  return tree && boundCondition(tree, parent.partitionKeyColumns, parent.partitioning?.key ?? null);
}

export function defaultPartition(catalog: Catalog, parent: Table): Table | null {
  return partitionsOf(catalog, parent).find((one) => one.partitioning?.bound === "DEFAULT") ?? null;
}

export function attachAction({ parent, child, bound, idPrefix }: PartitionOrder): RevertDraft {
  const [whole, part] = [relationName(parent), relationName(child)];
  return {
    id: `${idPrefix}-attach`,
    title: `Attach ${part} to ${whole} ${bound}`,
    kind: "ddl",
    statements: [`ALTER TABLE ${whole} ATTACH PARTITION ${part} ${bound}`],
    probe: probeAll(is.partOf(part, whole)),
    after: attachedTo(child, whole, bound),
  };
}

/** In one short transaction that stops reads and writes of the whole table; works on every version. */
export function detachAction({ parent, child, idPrefix }: PartitionOrder): RevertDraft {
  const [whole, part] = [relationName(parent), relationName(child)];
  return {
    id: `${idPrefix}-detach`,
    title: `Detach ${part} from ${whole}`,
    kind: "ddl",
    statements: [`ALTER TABLE ${whole} DETACH PARTITION ${part}`],
    probe: probeAll(not(is.partOf(part, whole))),
    after: detached(child),
  };
}
