import type { BackfillSpec } from "@/lib/contracts/plan";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import type { AttachmentOrder } from "./attached";
import { attachmentDrafts } from "./attachments";
import { backfillProbe, batchText } from "./backfill";
import { columnStatements, pendingCopy } from "./copied-column";
import { type DualWrite, makeFunction, triggerStatements } from "./dual-write";
import { all, ownedByColumn, withColumn, withoutColumn } from "./evolve";
import { moveIdentity } from "./identity";
import { exchangeKey, keyDrafts, type Side, takeForeignKeyName } from "./key-drafts";
import type { MovedKeys } from "./moved-keys";
import { onTree } from "./partitioned-index";
import { is, not, probeAll } from "./probe";
import { renameAttachments } from "./rename-attachments";
import type { RevertDraft, StepDraft } from "./step-list";

export interface Contract {
  readonly dual: DualWrite;
  /** Its table without what moves with the keys. */
  readonly order: AttachmentOrder;
  readonly keys: MovedKeys;
  readonly prefix: string;
}

/** Sequences that would go with the old column, as a serial column has one. */
function ownedSequences({ dual: { relation, old, catalog } }: Contract): string[] {
  return (
    catalog.sequences
      .filter((one) => one.ownedBy?.relation === relation && one.ownedBy.column === old.name)
      // An identity's moves with it.
      .filter(() => old.identity === null)
      .map(relationName)
  );
}

/** The naive rename leaves every constraint and index under its name: so do we, once the originals are gone. */
function renames({ order, dual: { old } }: Contract, back: boolean): readonly string[] {
  const original = (name: string) => name;
  const [from, to] = back ? [original, order.nameOf] : [order.nameOf, original];
  return renameAttachments({ ...order, column: old }, from, to);
}

/** The primary key and identity, and the foreign keys that point here, go over to the column on that side. */
function takeKeys({ dual, keys }: Contract, side: Side): readonly string[] {
  const { relation, old, to, catalog } = dual;
  const [loses, gains] = side === "next" ? [old.name, to] : [to, old.name];
  return [
    ...keys.foreignKeys.map(
      (key) => `ALTER TABLE ${key.relation} DROP CONSTRAINT ${quoteIdentifier(key.constraint.name)}`,
    ),
    ...moveIdentity({ catalog, relation, of: old, loses, gains, type: old.type }),
    ...keys.keys.flatMap((key) => exchangeKey(key, side, () => gains)),
    ...keys.foreignKeys.flatMap((key) => takeForeignKeyName(key, side)),
  ];
}

export function contractStep(contract: Contract): StepDraft {
  const { dual, order, prefix } = contract;
  const { relation, old, to } = dual;
  const alter = `ALTER TABLE ${relation}`;
  return {
    id: `${prefix}-drop-old`,
    title: `Drop ${old.name} of ${relation}; ${to} takes over its default and the names of its constraints and indexes`,
    kind: "ddl",
    statements: [
      `DROP TRIGGER ${quoteIdentifier(dual.trigger)} ON ${relation}`,
      ...(old.default === null
        ? []
        : [`${alter} ALTER COLUMN ${quoteIdentifier(to)} SET DEFAULT ${old.default}`]),
      ...takeKeys(contract, "next"),
      `${alter} DROP COLUMN ${quoteIdentifier(old.name)}`,
      `DROP FUNCTION ${dual.function}()`,
      `DROP SEQUENCE ${dual.sequence}`,
      ...renames(contract, false),
    ],
    // One transaction: either all of it has happened or nothing.
    probe: probeAll(
      not(is.column(relation, old.name)),
      not(is.trigger(relation, dual.trigger, dual.function)),
      not(is.routine(dual.function)),
      not(is.tripwire(dual.sequence)),
    ),
    after: all(
      ownedByColumn(order.table, old.name, to),
      onTree(dual.catalog, order.table, (one) => withoutColumn(one, old.name)),
    ),
  };
}

/** A serial column's sequence would go with the old column. */
export function sequenceSteps(contract: Contract): readonly StepDraft[] {
  const { dual, order, prefix } = contract;
  const { relation, old, to } = dual;
  return ownedSequences(contract).map((sequence, at) => {
    const give = (column: string, from: string) => ({
      kind: "ddl" as const,
      statements: [`ALTER SEQUENCE ${sequence} OWNED BY ${relation}.${quoteIdentifier(column)}`],
      probe: probeAll(is.ownedBy(sequence, relation, column)),
      after: ownedByColumn(order.table, from, column),
    });
    return {
      ...give(to, old.name),
      id: `${prefix}-sequence${at + 1}`,
      title: `Give ${sequence} to ${to}`,
      revert: [
        {
          ...give(old.name, to),
          id: `${prefix}-sequence${at + 1}-back`,
          title: `Give ${sequence} to ${old.name} again`,
        },
      ],
    };
  });
}

/**
 * Makes the state before contract again: the old column, filled from the new one, with dual write. Lossless, because
 * the two were equal when the old one was dropped.
 */
export function undoContract({
  key,
  ...contract
}: Contract & { key: readonly string[] }): readonly RevertDraft[] | { readonly what: string } {
  const { dual, order, prefix } = contract;
  const { relation, old, to } = dual;
  const alter = `ALTER TABLE ${relation}`;
  const undo = `${prefix}-undo`;
  const restored = attachmentDrafts({ ...order, to: old.name, nameOf: (name) => name, idPrefix: undo });
  if ("what" in restored) return restored;
  const before = keyDrafts(contract.keys, "former", `${undo}-former`);
  if ("what" in before) return before;
  const again = keyDrafts(contract.keys, "next", undo);
  if ("what" in again) return again;
  const spec: BackfillSpec = {
    relation,
    // The old column is the one that is filled.
    key: key.map((column) => (column === old.name ? to : column)),
    writes: [
      {
        kind: "update",
        assignments: [{ column: old.name, expression: quoteIdentifier(to) }],
        pending: pendingCopy(old, old.name, to, dual),
        archive: null,
      },
    ],
  };
  return [
    makeFunction(dual, `${undo}-function`),
    {
      id: `${undo}-column`,
      title: `Add ${old.name} again and keep it equal to ${to}`,
      kind: "ddl",
      statements: [
        ...renames(contract, true),
        ...columnStatements(relation, old, old.name),
        ...(old.default === null
          ? []
          : [
              `${alter} ALTER COLUMN ${quoteIdentifier(to)} DROP DEFAULT`,
              // Set after the column is there: rows that exist are filled from the new column, not with the default.
              `${alter} ALTER COLUMN ${quoteIdentifier(old.name)} SET DEFAULT ${old.default}`,
            ]),
        ...triggerStatements(dual),
      ],
      probe: probeAll(
        is.columnOfType(relation, old.name, old.type),
        is.trigger(relation, dual.trigger, dual.function),
      ),
      after: onTree(dual.catalog, order.table, (one) => withColumn(one, { ...old, notNull: false })),
    },
    {
      id: `${undo}-rows`,
      title: `Fill ${old.name} from ${to}, in batches`,
      kind: "backfill",
      statements: batchText(spec),
      backfill: spec,
      probe: backfillProbe(spec),
    },
    ...restored,
    ...keysBack(contract, before, again),
  ];
}

/** What the old column had of the keys, where it had something. */
function keysBack(
  contract: Contract,
  before: readonly StepDraft[],
  again: readonly StepDraft[],
): readonly RevertDraft[] {
  const { dual, keys, prefix } = contract;
  const { relation, old } = dual;
  const isBack = [
    ...keys.keys.map(({ constraint }) => is.constraintOver(relation, constraint.name, old.name)),
    ...keys.foreignKeys.map((key) => is.constraintTo(key.relation, key.constraint.name, relation, old.name)),
    ...(old.identity === null ? [] : [is.identity(relation, old.name)]),
  ];
  if (isBack.length === 0) return [];
  return [
    // Their names go once they are taken over.
    ...before.map((draft) => ({
      ...draft,
      probe: `SELECT CASE WHEN ${isBack.join(" AND ")} THEN 'done' ELSE (${draft.probe}) END`,
    })),
    {
      id: `${prefix}-undo-keys`,
      title: `Give ${old.name} of ${relation} its part of the keys again`,
      kind: "ddl",
      statements: takeKeys(contract, "former"),
      probe: probeAll(...isBack),
      after: ownedByColumn(contract.order.table, dual.to, old.name),
    },
    ...again,
  ];
}
