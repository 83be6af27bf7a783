import type { PartitionBoundSpec } from "libpg-query";
import type { Table } from "@/lib/catalog/model";
import type { PartitionTable } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { foldCase, parseDottedName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { boundText, parseBound } from "@/lib/sql/partition-bound";
import { tableNamed } from "../find-in-catalog";
import { freeRelationName, type Problem, problem, resolveColumn } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { boundProblems } from "../partition-bounds";
import { nameList } from "../read-statement";

const FORM = sentencePattern(
  "partition (?:the )?(?:table )?{path} by ((?:range|list|hash) ?\\([^)]+\\)) into (?:partitions )?(.+?)(?: (?:and|with|having) primary key (\\([^)]+\\)))?",
);

export const partitionTableWords: OperationWords<PartitionTable> = {
  kind: "partition-table",
  label: "Partition a table",
  examples: [
    "partition customers by hash (id) into customers_0 for values with (modulus 2, remainder 0), customers_1 for values with (modulus 2, remainder 1)",
  ],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const [, table = "", by = "", partitions = "", key] = match;
    const primaryKey = key === undefined ? [] : nameList(key);
    if (!primaryKey) return fail(`${key} is not a list of columns, e.g. (id, created_at)`);
    return ok({ kind: "partition-table", table, by, partitions, primaryKey: [...primaryKey] });
  },

  // No statement says it.
  fromStatement: () => null,

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const table = found.value;
    if (table.kind === "partitioned")
      return problem("table", `${relationName(table)} is partitioned already`);
    const by = readPartitionKey(operation.by, table);
    if (!by.ok) return by;
    const partitions = readPartitions(operation.partitions);
    if (!partitions) {
      return problem(
        "partitions",
        `${operation.partitions} is no list of names with bounds of constants, e.g. ${table.name}_north FOR VALUES IN ('north'), ${table.name}_rest DEFAULT`,
      );
    }
    const names = partitions.map(({ name }) => name);
    const problems: Problem[] = [
      ...boundProblems(partitions, {
        strategy: by.value.strategy,
        columns: by.value.columns.flatMap((name) => table.columns.find((one) => one.name === name) ?? []),
      }).map((message) => ({ field: "partitions", message })),
      ...(new Set(names).size < names.length
        ? [{ field: "partitions", message: "a partition is there twice" }]
        : []),
      ...names
        .filter((name) => freeRelationName(catalog, table.schema, name, "") !== name)
        .map((name) => ({
          field: "partitions",
          message: `${relationName({ schema: table.schema, name })} is there already, or its name is too long`,
        })),
      ...operation.primaryKey.flatMap((name) => {
        const column = resolveColumn(table, name);
        return column.ok ? [] : column.failure.map(({ message }) => ({ field: "primaryKey", message }));
      }),
    ];
    if (problems.length > 0) return fail(problems);
    return ok({
      ...operation,
      table: relationName(table),
      by: `${by.value.strategy} (${by.value.columns.map(quoteIdentifier).join(", ")})`,
      partitions: partitions.map(({ name, bound }) => `${quoteIdentifier(name)} ${bound}`).join(", "),
    });
  },

  describe: ({ table, by, partitions }) =>
    `Partition ${table} by ${by} into ${(readPartitions(partitions) ?? []).map(({ name }) => quoteIdentifier(name)).join(", ")}`,
};

/** What a table is partitioned by: `RANGE (a, b)` over its columns. */
export function readPartitionKey(
  text: string,
  table: Table,
): Result<{ readonly strategy: string; readonly columns: readonly string[] }, readonly Problem[]> {
  const match = /^\s*(range|list|hash)\s*(\([^)]+\))\s*$/i.exec(text);
  const columns = match && nameList(match[2] ?? "");
  if (!match || !columns) {
    return problem("by", `${text} is not RANGE, LIST or HASH with columns, e.g. RANGE (created_at)`);
  }
  for (const name of columns) {
    const column = resolveColumn(table, name);
    if (!column.ok) return problem("by", column.failure[0]?.message ?? name);
    if (column.value.generated)
      return problem("by", `${name} is generated: Postgres partitions by no such column`);
  }
  const strategy = (match[1] ?? "").toUpperCase();
  return strategy === "LIST" && columns.length > 1
    ? problem("by", "by LIST a table is partitioned by one column")
    : ok({ strategy, columns });
}

export interface NewPartition {
  readonly name: string;
  /** `FOR VALUES …` or `DEFAULT`. */
  readonly bound: string;
  readonly tree: PartitionBoundSpec;
}

const NAME = '(?:"(?:[^"]|"")+"|[\\p{L}_][\\p{L}\\p{N}_$]*)';
const BETWEEN = new RegExp(`,\\s*(?=${NAME}\\s+(?:for\\s+values|default)\\b)`, "iu");
const ONE = new RegExp(`^(${NAME})\\s+(for\\s+values\\s.+|default)$`, "isu");

/** Null where it is no such list. */
export function readPartitions(text: string): readonly NewPartition[] | null {
  const read = text
    .trim()
    .split(BETWEEN)
    .map((part) => {
      const [, written = "", said = ""] = ONE.exec(part.trim()) ?? [];
      const tree = said === "" ? null : parseBound(said);
      const bound = tree && boundText(tree);
      if (!tree || !bound) return null;
      return { name: parseDottedName(written)?.[0] ?? foldCase(written), bound, tree };
    });
  return read.every((one) => one !== null) ? read : null;
}
