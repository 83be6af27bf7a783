import type { MoveColumn } from "@/lib/contracts/operation";
import type { PlanFinding } from "@/lib/contracts/plan";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { checksOf, foreignKeyPartners, foreignKeysOf, indexesOf, statisticsOf } from "../attachments";
import { copyRefusals } from "../copy-refusals";
import { findTable } from "../find-table";
import { type MovedColumn, movedColumn } from "../move/moved-column";
import { contractDrafts, expandDrafts, fillOf } from "../move/phases";
import { finding, notNullMajors, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { ordinaryColumn, refuse } from "../refuse";
import { renameFindings } from "../rename-findings";
import { forgetColumnDeploy } from "../snippets/drop-column";
import { movedColumnDeploy } from "../snippets/moved-column";
import { StepList } from "../step-list";
import { relaxStep } from "./drop-column";

/**
 * The value in both tables, carried over both ways by triggers, filled; then the app moves over, and the old column goes.
 * Only between rows of which one belongs to one: where several could, each might say another value.
 */
export const planMoveColumn: OperationPlanner<MoveColumn> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryColumn(catalog, operation);
  if (!found.ok) return found;
  const { table, column, relation } = found.value;
  const to = findTable(catalog, operation.to);
  if (!to) return refuse("to", `there is no table ${operation.to}`);
  const inherits = catalog.tables.some((one) => one.inheritsFrom.includes(operation.to));
  if (to.kind !== "table" || inherits || to.inheritsFrom.length > 0) {
    return refuse(
      "to",
      `${operation.to} is partitioned, a partition, foreign or takes part in inheritance: a value is moved only between ordinary tables`,
    );
  }
  const [reason] = copyRefusals(catalog, table, column, MOVE);
  if (reason) return refuse("column", reason);
  if (table.rowSecurity || to.rowSecurity) {
    return refuse(
      "to",
      `${table.rowSecurity ? relation : operation.to} has row security: the triggers run as whoever writes, and rows hidden from that role would not follow. Carry the value over in the app`,
    );
  }
  const owned = catalog.sequences.find(
    (one) => one.ownedBy?.relation === relation && one.ownedBy.column === column.name,
  );
  if (owned)
    return refuse("column", `${column.name} is numbered by ${relationName(owned)}, which would go with it`);
  const idPrefix = `o${index + 1}`;
  const made = movedColumn({ catalog, table, column, to, name: operation.as ?? column.name, idPrefix });
  if (!made.ok) return refuse("to", made.failure);
  const moved = made.value;
  if (table.schema !== to.schema && [...moved.source.grants, ...moved.target.grants].length > 0) {
    return refuse(
      "to",
      `${relation} and ${operation.to} are in two schemas, and roles that write the one have no rights on the other: whether they may use its schema is not known. Grant them what they need on both tables first`,
    );
  }
  const expand = new StepList(catalog);
  const [check, ...rest] = expandDrafts(moved);
  if (check) expand.add(check);
  // Released code makes the row here first and gives the value there.
  if (column.notNull) expand.add(relaxStep(catalog, table, column, idPrefix));
  for (const draft of rest) expand.add(draft);
  const contracted = contractDrafts(moved);
  if ("what" in contracted) {
    return refuse(
      "column",
      `the way back cannot be written: ${contracted.what} cannot be made anew. Drop it first, in a change before this one`,
    );
  }
  const contract = new StepList(expand.catalog);
  for (const draft of contracted) contract.add(draft);
  const name = moved.target.column.name;
  return ok(
    partsOf({
      expand: expand.steps,
      fills: [fillOf(moved)],
      contract: contract.steps,
      deploys: [
        movedColumnDeploy(
          { relation, table: table.name, column: column.name },
          { relation: operation.to, table: to.name, column: name, type: column.type },
        ),
        forgetColumnDeploy({ relation, table: table.name, column: column.name }),
      ],
      findings: findingsOf(moved),
      tripwires: [{ sequence: moved.sequence, title: `Writes of ${operation.table}.${column.name}` }],
      relations: [...new Set([relation, operation.to, ...foreignKeyPartners(table, column.name)])],
      serverMajors: column.notNull
        ? notNullMajors(catalog.serverMajor)
        : partsOf({ relations: [], summary: "" }).serverMajors,
      breaking: true,
      summary: `Move ${relation}.${quoteIdentifier(column.name)} to ${operation.to}.${quoteIdentifier(name)}, carried over both ways; what it held stays in ${moved.kept.archive}`,
      compatibleWith: {
        expand: [`The app as it is, which reads and writes ${relation}.${column.name}`],
        backfill: [
          `The app as it is, which reads and writes ${relation}.${column.name}`,
          `Once the phase is done: also the next release, which reads and writes ${operation.to}.${name}`,
        ],
        contract: [`Only releases whose models no longer list ${column.name} of ${relation}`],
      },
    }),
  );
};

const MOVE = { done: "moved", instead: "Leave it where it is and read it through the join" };

function findingsOf({ catalog, source, target, kept }: MovedColumn): readonly PlanFinding[] {
  const { table, relation, column } = source;
  const lost = [checksOf, foreignKeysOf, indexesOf, statisticsOf].flatMap((of) =>
    of(table, column.name).map((one) => one.name),
  );
  const place = `${target.relation}.${target.column.name}`;
  const say = (level: PlanFinding["level"], code: string, message: string, help: string | null = null) =>
    finding(level, code, relation, message, help);
  return [
    ...renameFindings(catalog, table, column, place).filter(({ code }) =>
      [
        "trigger.mentions-old-column",
        "function.mentions-old-column",
        "tripwire.default-not-comparable",
      ].includes(code),
    ),
    say(
      "warning",
      "rows.without-partner",
      `A value whose row has none in ${target.relation} has nowhere to go: contract refuses while there is one.`,
      `Make the missing rows of ${target.relation}, in the app or in a change before this one.`,
    ),
    say(
      "warning",
      "writes.deadlock",
      `A release that writes ${column.name} of a row while another writes ${place} of the same one may be told of a deadlock (40P01): each has its own row and wants the other's.`,
      "Let the app retry 40P01 between expand and contract.",
    ),
    say(
      "info",
      "values.kept",
      `What ${relation}.${column.name} held stays in ${kept.archive} until somebody drops that table.`,
    ),
    say(
      "info",
      "tripwire.blind-spots",
      `The tripwire counts writes that speak of ${column.name} of ${relation}. It does not see readers, updates that change nothing, inserts of the default value, and TRUNCATE.`,
    ),
    ...(column.notNull
      ? [
          say(
            "info",
            "reads.null",
            `From expand on ${relation}.${column.name} may be null: a release that knows the new place makes the row first and gives the value there.`,
          ),
        ]
      : []),
    ...(lost.length > 0
      ? [
          say(
            "warning",
            "attachments.go",
            `What hangs on ${column.name} goes with it: ${[...new Set(lost)].join(", ")}. Nothing of it is made for ${place}.`,
            "Add what the new place needs between backfill and contract, in a change of its own.",
          ),
        ]
      : []),
    ...[table, target.table].flatMap((one) =>
      one.publications.length > 0
        ? [
            say(
              "warning",
              "publication.new-column",
              `${relationName(one)} is published (${one.publications.join(", ")}). Triggers that fire always fire on a subscriber too: there both tables are to be looked after.`,
              "Make the same change on the subscribers, or leave these tables out of the publication meanwhile.",
            ),
          ]
        : [],
    ),
  ];
}
