import type { Index, Table } from "@/lib/catalog/model";
import { relationName } from "@/lib/sql/identifiers";
import { withIndex, withoutIndex } from "./evolve";
import { is, not, probeAll, probeEither } from "./probe";
import type { StepDraft } from "./step-list";

export interface IndexOrder {
  readonly table: Table;
  readonly index: Index;
  /** `CREATE INDEX CONCURRENTLY …` */
  readonly sql: string;
  readonly idPrefix: string;
}

/** Built beside reads and writes. A failed build leaves an index that is there and not valid: partial, not done. */
export function concurrentIndex({ table, index, sql, idPrefix }: IndexOrder): StepDraft {
  const full = relationName({ schema: table.schema, name: index.name });
  return {
    id: `${idPrefix}-build`,
    title: `Build the index ${index.name} on ${relationName(table)}, beside reads and writes`,
    kind: "concurrent",
    statements: [sql],
    probe: probeEither(is.index(full, { usable: true }), is.index(full)),
    after: withIndex(table, index),
    revert: [
      {
        id: `${idPrefix}-build-drop`,
        title: `Drop the index ${index.name}`,
        kind: "concurrent",
        statements: [`DROP INDEX CONCURRENTLY ${full}`],
        probe: probeAll(not(is.index(full))),
        after: withoutIndex(table, index.name),
      },
    ],
  };
}
