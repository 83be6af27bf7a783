import type { Catalog, Column, Table } from "@/lib/catalog/model";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import type { AttachmentOrder } from "../attachments";
import { fitName, freeName, lastTriggerName, shortHash, temporaryNames } from "../names";
import { inInterlock } from "../probe";
import { castIsExact, castTo, isAssignable, overColumn, overColumnText } from "./expressions";

/**
 * A column that is replaced by one of another type under the same name. The app knows one name and so only ever speaks to
 * one of the two, the *lead*; a trigger keeps the other, the *follower*, in step. Before the switch the old column leads
 * and the new one, under a name of ours, follows; the switch exchanges names and roles.
 */
export interface RetypedColumn {
  readonly table: Table;
  readonly relation: string;
  readonly catalog: Catalog;
  /** As it is; its name is the one that the app says before and after. */
  readonly old: Column;
  /** As it will be, under the same name. */
  readonly next: Column;
  /** The new column's name until the switch, and the old one's after it. */
  readonly nextName: string;
  readonly formerName: string;
  /** SQL over the column: the new value from the old, and back. */
  readonly up: string;
  readonly down: string;
  /** `interlock.name` */
  readonly function: string;
  readonly insertTrigger: string;
  readonly updateTrigger: string;
  readonly copyName: (original: string) => string;
  readonly formerCopyName: (original: string) => string;
  /** Whether the new value says all that the old one did. */
  readonly isExact: boolean;
  /** `interlock.name` of the table that keeps the old values where it does not. */
  readonly archive: string;
  /** From the switch on the old column follows no more: it may not be able to hold the values. */
  readonly oneWay: boolean;
  readonly idPrefix: string;
}

export interface RetypeOrder {
  readonly catalog: Catalog;
  readonly table: Table;
  readonly old: Column;
  readonly type: string;
  readonly collation: string | null;
  readonly up: string | null;
  readonly down: string | null;
  readonly oneWay: boolean;
  readonly idPrefix: string;
}

/** Null where no trigger name is left that sorts behind all others. */
export function retypedColumn(order: RetypeOrder): RetypedColumn | null {
  const { catalog, table, old, type, collation } = order;
  const words = { schema: table.schema, table: table.name, column: old.name };
  const insertTrigger = lastTriggerName({ ...words, to: "retype insert" }, table);
  const updateTrigger = lastTriggerName({ ...words, to: "retype update" }, table);
  if (!insertTrigger || !updateTrigger) return null;
  const columns = new Set(table.columns.map((column) => column.name));
  const hash = shortHash(table.schema, table.name, old.name, type);
  const name = quoteIdentifier(old.name);
  return {
    table,
    relation: relationName(table),
    catalog,
    old,
    // Storage and compression are the new type's own, as ALTER COLUMN TYPE leaves them.
    next: { ...old, type, collation, storage: null, compression: null, default: defaultOf(order) },
    nextName: freeName(old.name, "_next", columns),
    formerName: freeName(old.name, "_former", columns),
    up: order.up ?? castTo(name, type),
    down: order.down ?? castTo(name, old.type),
    function: inInterlock(fitName(`${table.name}_${old.name}`, `_${hash}_follow`)),
    insertTrigger,
    updateTrigger,
    copyName: temporaryNames(catalog, table, `_${hash}`),
    formerCopyName: temporaryNames(catalog, table, `_${hash}_former`),
    isExact: order.up === null && order.down === null && castIsExact(old.type, type),
    archive: inInterlock(fitName(`${table.name}_${old.name}`, `_${hash}_kept`)),
    oneWay: order.oneWay,
    idPrefix: order.idPrefix,
  };
}

/** The default as the new type takes it. */
function defaultOf({ old, type, up }: RetypeOrder): string | null {
  if (old.default === null || isAssignable(old.type, type)) return old.default;
  return up === null ? castTo(old.default, type) : overColumnText(up, old.name, old.default);
}

/** Which column leads. */
export type Leader = "old" | "next";

interface Pair {
  readonly lead: Column;
  readonly follow: Column;
  /** SQL over the row: what the follower should hold. */
  value(row?: "NEW"): string;
}

/** The two columns under the names they have while `leader` leads. */
export function pairOf(column: RetypedColumn, leader: Leader): Pair {
  const lead = leader === "old" ? column.old : column.next;
  const follow =
    leader === "old" ? { ...column.next, name: column.nextName } : { ...column.old, name: column.formerName };
  const expression = leader === "old" ? column.up : column.down;
  return {
    lead,
    follow,
    value(row) {
      // Checked before anything is planned: see `isOverColumn`.
      const over = overColumn(expression, lead.name, row ? [row.toLowerCase(), lead.name] : [lead.name]);
      return over ?? expression;
    },
  };
}

/** Copies what hangs on the old column to the new one while that waits for the switch. */
export function copiesForNext(column: RetypedColumn): AttachmentOrder {
  return attachmentOrder(column, column.nextName, column.copyName);
}

/** Makes anew what hung on the old column when it has been dropped. */
export function copiesForFormer(column: RetypedColumn): AttachmentOrder {
  const order = attachmentOrder(column, column.formerName, column.formerCopyName);
  return { ...order, idPrefix: `${column.idPrefix}-undo` };
}

function attachmentOrder(
  { table, relation, old, catalog, idPrefix }: RetypedColumn,
  to: string,
  nameOf: (original: string) => string,
): AttachmentOrder {
  return { table, relation, from: old, to, nameOf, serverMajor: catalog.serverMajor, idPrefix };
}
