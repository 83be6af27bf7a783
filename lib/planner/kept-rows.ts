import type { Catalog, Column, Table } from "@/lib/catalog/model";
import type { BackfillSpec } from "@/lib/contracts/plan";
import type { Result } from "@/lib/contracts/result";
import { ok } from "@/lib/contracts/result";
import { quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { backfillProbe, batchText } from "./backfill";
import { backfillKey, withoutKey } from "./backfill-key";
import { findColumn } from "./find-table";
import { createKept, dropKeptTable, noEarlierKept } from "./kept-values";
import { fitName, shortHash } from "./names";
import { finding } from "./operation-parts";
import type { PlanContext, Refusal } from "./operation-plan";
import { inInterlock, is, probeAll } from "./probe";
import { ordinaryTable, refuse } from "./refuse";
import { type RevertDraft, type StepDraft, StepList } from "./step-list";

/** Rows that a change overwrites or deletes, and the table that keeps them. */
export interface KeptRows {
  readonly table: Table;
  readonly relation: string;
  /** Names the rows, here and in the table that keeps them. */
  readonly key: readonly string[];
  /** `interlock.name` */
  readonly archive: string;
  readonly idPrefix: string;
}

/**
 * Where rows of the table are kept, or why they cannot be. The archive's name follows from `words`, which say what is
 * done, so that it is the same every time the change is planned.
 */
export function keptRows(
  relation: string,
  { avoid, words }: { readonly avoid: readonly string[]; readonly words: readonly string[] },
  { catalog, index }: PlanContext,
): Result<KeptRows, readonly Refusal[]> {
  const found = dataTable(catalog, relation);
  if (!found.ok) return found;
  const table = found.value;
  const key = backfillKey(table, avoid);
  if (!key) {
    return refuse(
      "table",
      withoutKey(relation, avoid, {
        lost: "its rows cannot be taken batch by batch and kept so that they find their way back",
        help: "Add one first, or say “run:” and the statement to have it run as it is",
      }),
    );
  }
  const archive = inInterlock(fitName(table.name, `_${shortHash(relation, ...words)}_kept`));
  return ok({ table, relation, key, archive, idPrefix: `o${index + 1}` });
}

/** A table whose rows a batch can change: partitions too. */
function dataTable(catalog: Catalog, relation: string): Result<Table, readonly Refusal[]> {
  const partition = catalog.tables.find((one) => one.kind === "partition" && relationName(one) === relation);
  const found = partition ? ok({ table: partition }) : ordinaryTable(catalog, relation);
  if (!found.ok) return found;
  const { table } = found.value;
  const inherits = catalog.tables.some((one) => one.inheritsFrom.includes(relation));
  return table.kind === "table" && inherits
    ? refuse(
        "table",
        `${relation} has inheriting tables, whose rows its key does not tell apart: change each`,
      )
    : ok(table);
}

/** Part of expand: the empty table for the rows, none being left of an earlier change. */
export function keepSteps(kept: KeptRows, columns: readonly Column[], catalog: Catalog): StepList {
  const { archive, table, key, idPrefix } = kept;
  const isEmpty = `pg_catalog.pg_relation_size(pg_catalog.to_regclass(${quoteLiteral(archive)})) = 0`;
  const steps = new StepList(catalog);
  steps.add(noEarlierKept(kept, `(${is.relation(archive)} AND ${isEmpty})`));
  const keyColumns = key.flatMap((name) => findColumn(table, name) ?? []);
  const make: StepDraft = {
    id: `${idPrefix}-keep`,
    title: `Make ${archive} for the rows as they were`,
    kind: "ddl",
    statements: [createKept(archive, [...keyColumns, ...columns], key)],
    probe: probeAll(is.relation(archive)),
    revert: [dropKeptTable(kept)],
  };
  steps.add(make);
  return steps;
}

/** Walks the kept rows: `statement` puts a batch of them back, then they are kept no more. */
export function putBack({ archive, key, relation, idPrefix }: KeptRows, statement: string): RevertDraft {
  const spec: BackfillSpec = {
    relation: archive,
    key: [...key],
    writes: [
      { kind: "from-batch", statement, pending: "true" },
      { kind: "delete", pending: "true", archive: null },
    ],
  };
  return {
    id: `${idPrefix}-put-back`,
    title: `Put the rows of ${relation} back as they were, in batches`,
    kind: "backfill",
    statements: batchText(spec),
    backfill: spec,
    probe: backfillProbe(spec),
  };
}

/** What the author has to know about rows that are changed or deleted one batch after the other. */
export function keptFindings(
  { table, relation, archive }: KeptRows,
  event: "update" | "delete",
  where: string | null,
) {
  const triggers = table.triggers.filter(
    (one) => one.enabled !== "disabled" && (one.events.includes(event) || one.events.includes("insert")),
  );
  return [
    finding(
      "info",
      "rows.kept",
      relation,
      `The rows as they were stay in ${archive} until somebody drops that table: until then the change can be taken back.`,
    ),
    finding(
      "info",
      "rows.batches",
      relation,
      `Not all rows at once: until it is done some are ${event === "update" ? "changed" : "gone"} and some are not. ${
        where === null ? "A row that the app adds while it runs" : "A row that comes to match while it runs"
      } is ${event === "update" ? "changed" : "deleted"} too.`,
      `Count them: SELECT count(*) FROM ${relation}${where === null ? "" : ` WHERE ${where}`}`,
    ),
    ...(triggers.length > 0
      ? [
          finding(
            "warning",
            "rows.triggers",
            relation,
            `Triggers of the table fire for these rows, on the way and on the way back: ${triggers.map(({ name }) => name).join(", ")}.`,
            "Look what they do: mails that they send, or rows elsewhere that they write, are not taken back.",
          ),
        ]
      : []),
  ];
}
