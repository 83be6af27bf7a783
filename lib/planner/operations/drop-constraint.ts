import type { Catalog, Constraint, Table } from "@/lib/catalog/model";
import type { DropConstraint } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { all, withoutConstraint, withoutIndex } from "../evolve";
import { findTable } from "../find-table";
import { concurrently } from "../index-definition";
import { concurrentIndex } from "../new-index";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { notOrdinary, refuse } from "../refuse";
import { type RevertDraft, StepList } from "../step-list";
import { keyUsingIndex } from "../unique-constraint";
import { validatedConstraint } from "../validated-constraint";

/** Loosening needs no deploy: whatever was written before may be written after. The way back proves every row. */
export const planDropConstraint: OperationPlanner<DropConstraint> = (operation, context) => {
  const { catalog, index } = context;
  const table = findTable(catalog, operation.table);
  const constraint = table?.constraints.find((one) => one.name === operation.constraint);
  if (!table || !constraint) {
    return refuse("constraint", `${operation.table} has no constraint ${operation.constraint}`);
  }
  const special = notOrdinary(table);
  if (special) return refuse("table", special);
  const reason = whyNot(catalog, table, constraint);
  if (reason) return refuse("constraint", reason);
  const relation = relationName(table);
  const name = quoteIdentifier(constraint.name);
  const idPrefix = `o${index + 1}`;
  const back = wayBack(table, relation, constraint, `${idPrefix}-back`);
  if (back === null) {
    return refuse(
      "constraint",
      `the way back to ${constraint.name} cannot be written: ${constraint.definition}`,
    );
  }
  const expand = new StepList(catalog);
  expand.add({
    id: `${idPrefix}-drop`,
    title: `Drop the constraint ${constraint.name} of ${relation}`,
    kind: "ddl",
    statements: [`ALTER TABLE ${relation} DROP CONSTRAINT ${name}`],
    probe: probeAll(not(is.constraint(relation, constraint.name))),
    after: all(
      withoutConstraint(table, constraint.name),
      constraint.indexName ? withoutIndex(table, constraint.indexName) : (catalog) => catalog,
    ),
    revert: back,
  });
  const partner =
    constraint.references && relationName({ ...constraint.references, name: constraint.references.table });
  return ok(
    partsOf({
      expand: expand.steps,
      relations: [...new Set([relation, ...(partner ? [partner] : [])])],
      summary: `Drop the constraint ${constraint.name} of ${relation}`,
      findings: [
        finding(
          "info",
          "rule.gone",
          relation,
          `Nothing keeps rows from breaking ${constraint.name} any more. The way back fails once one does.`,
        ),
        ...(constraint.type === "unique"
          ? [
              finding(
                "warning",
                "index.gone",
                relation,
                `Its index goes with it: queries by ${constraint.columns.join(", ")} and ON CONFLICT on them lose it.`,
              ),
            ]
          : []),
      ],
    }),
  );
};

function whyNot(catalog: Catalog, table: Table, constraint: Constraint): string | null {
  const relation = relationName(table);
  if (constraint.type === "primary key") {
    return `${constraint.name} is the primary key of ${relation}: replication, ORMs and Interlock's own backfills know rows by it. Make the new key unique and not null first, then exchange the two in a raw step`;
  }
  if (constraint.type === "exclusion") {
    return `${constraint.name} is an exclusion constraint, which cannot be built again while the app writes: there is no way back. Say it as a raw step if it has to go`;
  }
  if (constraint.type === "unique" && table.kind === "partitioned") {
    return `${constraint.name} covers the partitions of ${relation}: there is no way back beside writes. Say it as a raw step in a window`;
  }
  for (const other of catalog.tables) {
    const key = other.constraints.find(
      (one) =>
        constraint.type === "unique" &&
        one.references?.schema === table.schema &&
        one.references.table === table.name &&
        [...one.references.columns].sort().join("\0") === [...constraint.columns].sort().join("\0"),
    );
    if (key) {
      return `the foreign key ${key.name} of ${relationName(other)} points at what ${constraint.name} makes unique: drop it in a change before this one`;
    }
  }
  return null;
}

function wayBack(
  table: Table,
  relation: string,
  constraint: Constraint,
  idPrefix: string,
): readonly RevertDraft[] | null {
  const comment: RevertDraft[] =
    constraint.comment === null
      ? []
      : [
          {
            id: `${idPrefix}-comment`,
            title: `Give ${constraint.name} its comment back`,
            kind: "ddl",
            statements: [
              `COMMENT ON CONSTRAINT ${quoteIdentifier(constraint.name)} ON ${relation} IS ${quoteLiteral(constraint.comment)}`,
            ],
            probe: probeAll(is.constraintComment(relation, constraint.name, constraint.comment)),
          },
        ];
  if (constraint.type !== "unique") {
    const definition = constraint.definition.replace(/ NOT VALID$/, "");
    const drafts = validatedConstraint({
      table,
      relation,
      constraint: { ...constraint, definition },
      idPrefix,
    });
    return [...(constraint.validated ? drafts : drafts.slice(0, 1)), ...comment];
  }
  const index = table.indexes.find((one) => one.name === constraint.indexName);
  const sql = index && concurrently(index.definition);
  if (!index || !sql) return null;
  const deferrable = `${constraint.deferrable ? " DEFERRABLE" : ""}${constraint.initiallyDeferred ? " INITIALLY DEFERRED" : ""}`;
  return [
    concurrentIndex({ table, index: { ...index, constraintName: null }, sql, idPrefix }),
    keyUsingIndex({ table, index, idPrefix, deferrable }),
    ...comment,
  ];
}
