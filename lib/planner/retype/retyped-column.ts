import type { Catalog, Column, Table } from "@/lib/catalog/model";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import type { AttachmentOrder } from "../attached";
import { fitName, freeName, lastTriggerName, shortHash, temporaryNames } from "../names";
import { withAllTriggers } from "../partitioned-column";
import { inInterlock } from "../probe";
import { castIsExact, castTo, isAssignable, isBuiltIn, overColumn, overColumnText } from "./expressions";

/**
 * A column that is replaced by one of another type under the same name. The app knows one name and so only ever speaks to
 * one of the two, the *lead*; a trigger keeps the other, the *follower*, in step. Before the switch the old column leads
 * and the new one, under a name of ours, follows; the switch exchanges names and roles.
 */
export interface RetypedColumn {
  readonly table: Table;
  readonly relation: string;
  /** The table with only what hangs on this column and is copied with it; keys move on their own. */
  readonly attached: Table;
  /** Other columns of the table that are retyped with it, by name. */
  readonly siblings: readonly RetypedColumn[];
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
  /** They are the plain casts. */
  readonly isCast: { readonly up: boolean; readonly down: boolean };
  /** `interlock.name` */
  readonly function: string;
  readonly insertTrigger: string;
  readonly updateTrigger: string;
  readonly copyName: (original: string) => string;
  readonly formerCopyName: (original: string) => string;
  readonly swap: TypeSwap | null;
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
  /** A type that changes places with the columns of it. */
  readonly swap?: TypeSwap;
  readonly oneWay: boolean;
  readonly idPrefix: string;
}

/** A new type takes the name of the old one at the switch. All names qualified. */
export interface TypeSwap {
  readonly name: string;
  /** The new one's name until the switch, and the old one's after it. */
  readonly nextName: string;
  readonly formerName: string;
  /** Labels of the old one that are called otherwise in the new one; null for those that are not there. */
  readonly labels: ReadonlyMap<string, string | null>;
  /** The default of a column, as the new type has it; null where it has none like it. */
  defaultOf(text: string): string | null;
}

/** Null where no trigger name is left that sorts behind all others. */
export function retypedColumn(order: RetypeOrder): RetypedColumn | null {
  const { catalog, table, old, type, collation } = order;
  const words = { schema: table.schema, table: table.name, column: old.name };
  const whole = withAllTriggers(catalog, table);
  const insertTrigger = lastTriggerName({ ...words, to: "retype insert" }, whole);
  const updateTrigger = lastTriggerName({ ...words, to: "retype update" }, whole);
  if (!insertTrigger || !updateTrigger) return null;
  const columns = new Set(table.columns.map((column) => column.name));
  const hash = shortHash(table.schema, table.name, old.name, type);
  const name = quoteIdentifier(old.name);
  return {
    table,
    relation: relationName(table),
    attached: table,
    siblings: [],
    catalog,
    old,
    // Storage and compression are the new type's own, as ALTER COLUMN TYPE leaves them.
    next: { ...old, type, collation, storage: null, compression: null, default: defaultOf(order) },
    nextName: freeName(old.name, "_next", columns),
    formerName: freeName(old.name, "_former", columns),
    up: order.up ?? castTo(name, old.type, type),
    down: order.down ?? castTo(name, type, old.type),
    isCast: { up: order.up === null, down: order.down === null },
    function: inInterlock(fitName(`${table.name}_${old.name}`, `_${hash}_follow`)),
    insertTrigger,
    updateTrigger,
    copyName: temporaryNames(catalog, table, `_${hash}`),
    formerCopyName: temporaryNames(catalog, table, `_${hash}_former`),
    isExact: order.up === null && order.down === null && castIsExact(old.type, type),
    archive: inInterlock(fitName(`${table.name}_${old.name}`, `_${hash}_kept`)),
    swap: order.swap ?? null,
    oneWay: order.oneWay,
    idPrefix: order.idPrefix,
  };
}

/** The default as the new type takes it. */
function defaultOf({ old, type, up, swap }: RetypeOrder): string | null {
  if (old.default !== null && swap) return swap.defaultOf(old.default);
  if (old.default === null || isAssignable(old.type, type)) return old.default;
  return up === null ? castTo(old.default, old.type, type) : overColumnText(up, old.name, old.default);
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
  const { swap } = column;
  const follow =
    leader === "old"
      ? { ...column.next, name: column.nextName, type: swap?.nextName ?? column.next.type }
      : { ...column.old, name: column.formerName, type: swap?.formerName ?? column.old.type };
  const expression = leader === "old" ? column.up : column.down;
  return {
    lead,
    follow,
    value(row) {
      // An assignment in the trigger needs no name of the type, and so no right of the writing role to its schema.
      const cast = leader === "old" ? column.isCast.up : column.isCast.down;
      if (row && cast && !isBuiltIn(follow.type)) return `${row}.${quoteIdentifier(lead.name)}`;
      const over = overColumn(expression, lead.name, row ? [row.toLowerCase(), lead.name] : [lead.name]);
      // What a person says is looked at before anything is planned.
      if (over === null) throw new Error(`${expression} is no expression over ${lead.name} alone`);
      // The assignment in the trigger makes the type by the label; that of an UPDATE has to be told.
      return swap && !row ? `(${over})::${follow.type}` : over;
    },
  };
}

/** Copies what hangs on the old column to the new one while that waits for the switch. */
export function copiesForNext(column: RetypedColumn): AttachmentOrder {
  const { swap } = column;
  const retype = swap ? { from: swap.name, to: swap.nextName, labels: swap.labels } : undefined;
  return { ...attachmentOrder(column, (one) => one.nextName, column.copyName), retype };
}

/** Makes anew what hung on the old column when it has been dropped. */
export function copiesForFormer(column: RetypedColumn): AttachmentOrder {
  const order = attachmentOrder(column, (one) => one.formerName, column.formerCopyName);
  const { swap } = column;
  const retype = swap ? { from: swap.name, to: swap.formerName, labels: new Map() } : undefined;
  return { ...order, retype, idPrefix: `${column.idPrefix}-undo` };
}

function attachmentOrder(
  column: RetypedColumn,
  to: (column: RetypedColumn) => string,
  nameOf: (original: string) => string,
): AttachmentOrder {
  const { attached, relation, old, catalog, idPrefix, siblings } = column;
  return {
    table: attached,
    relation,
    from: old,
    to: to(column),
    others: new Map(siblings.map((one) => [one.old.name, to(one)])),
    nameOf,
    catalog,
    idPrefix,
  };
}
