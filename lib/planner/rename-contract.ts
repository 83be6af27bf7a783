import type { BackfillSpec } from "@/lib/contracts/plan";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { type AttachmentOrder, attachmentDrafts, renameAttachments } from "./attachments";
import { backfillProbe, batchText } from "./backfill";
import { columnStatements, pendingCopy } from "./copied-column";
import { type DualWrite, makeFunction, triggerStatements } from "./dual-write";
import { shortEstimate } from "./estimate";
import { withColumn, withoutColumn } from "./evolve";
import { is, not, probeAll } from "./probe";
import type { RevertDraft, StepDraft } from "./step-list";

export interface Contract {
  readonly dual: DualWrite;
  readonly order: AttachmentOrder;
  readonly prefix: string;
}

/** Sequences that would go with the old column, as a serial column has one. */
function ownedSequences({ dual: { relation, old, catalog } }: Contract): string[] {
  return catalog.sequences
    .filter((one) => one.ownedBy?.relation === relation && one.ownedBy.column === old.name)
    .map(relationName);
}

/** The naive rename leaves every constraint and index under its name: so do we, once the originals are gone. */
function renames({ order, dual: { old } }: Contract, back: boolean): readonly string[] {
  const original = (name: string) => name;
  const [from, to] = back ? [original, order.nameOf] : [order.nameOf, original];
  return renameAttachments({ ...order, column: old }, from, to);
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
      ...ownedSequences(contract).map(
        (sequence) => `ALTER SEQUENCE ${sequence} OWNED BY ${relation}.${quoteIdentifier(to)}`,
      ),
      ...(old.default === null
        ? []
        : [`${alter} ALTER COLUMN ${quoteIdentifier(to)} SET DEFAULT ${old.default}`]),
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
    estimate: shortEstimate(),
    after: withoutColumn(order.table, old.name),
  };
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
  const spec: BackfillSpec = {
    relation,
    key: [...key],
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
        ...ownedSequences(contract).map(
          (sequence) => `ALTER SEQUENCE ${sequence} OWNED BY ${relation}.${quoteIdentifier(old.name)}`,
        ),
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
      after: withColumn(order.table, { ...old, notNull: false }),
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
  ];
}
