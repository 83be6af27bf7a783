import type { Column, Table } from "@/lib/catalog/model";
import { ok, type Result } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { foreignKeyPartners } from "../attached";
import { copyRefusals } from "../copy-refusals";
import { notNullMajors, partsOf } from "../operation-parts";
import type { DeployPart, OperationPlan, PlanContext, Refusal } from "../operation-plan";
import { relaxStep } from "../operations/drop-column";
import { refuse } from "../refuse";
import { StepList } from "../step-list";
import { asidePartners } from "../table-aside";
import { moveFindings } from "./findings";
import { mergeDrafts } from "./merged-table";
import { type MovedColumns, type MoveOrder, movedColumns, said } from "./moved-column";
import { contractDrafts, expandDrafts, fillOf, type NewPlace } from "./phases";

const MOVE = { done: "moved", instead: "Leave it where it is and read it through the join" };

/** Why the columns cannot leave their table. */
export function leaveRefusal(
  { catalog }: PlanContext,
  table: Table,
  columns: readonly Column[],
  field: string,
): Result<never, readonly Refusal[]> | null {
  const relation = relationName(table);
  for (const column of columns) {
    const [reason] = copyRefusals(catalog, table, column, MOVE);
    if (reason) return refuse(field, reason);
    const owned = catalog.sequences.find(
      (one) => one.ownedBy?.relation === relation && one.ownedBy.column === column.name,
    );
    if (owned) {
      return refuse(field, `${column.name} is numbered by ${relationName(owned)}, which would go with it`);
    }
  }
  return null;
}

/** The values in both tables, carried over both ways, filled; then the app moves over, and the old columns go. */
export function planMove(
  order: Omit<MoveOrder, "catalog" | "idPrefix">,
  { catalog, index }: PlanContext,
  more: {
    readonly field: string;
    readonly place: (moved: MovedColumns) => NewPlace;
    readonly deploys: readonly DeployPart[];
    /** Columns that are null from expand on where a release that knows the new place gives no value. */
    readonly relaxed: readonly Column[];
    /** Why it cannot be done after all. */
    readonly objection?: (moved: MovedColumns) => string | null;
  },
): Result<OperationPlan, readonly Refusal[]> {
  const { table, columns, to, way } = order;
  const { relaxed } = more;
  const [relation, into] = [relationName(table), relationName(to)];
  const hidden = [table, to].find((one) => one.rowSecurity);
  if (hidden) {
    return refuse(
      more.field,
      `${relationName(hidden)} has row security: the triggers run as whoever writes, and rows hidden from that role would not follow. Carry the value over in the app`,
    );
  }
  const idPrefix = `o${index + 1}`;
  const made = movedColumns({ ...order, catalog, idPrefix });
  if (!made.ok) return refuse(more.field, made.failure);
  const moved = made.value;
  const objection = more.objection?.(moved);
  if (objection) return refuse(more.field, objection);
  if (table.schema !== to.schema && [...moved.source.grants, ...moved.target.grants].length > 0) {
    return refuse(
      more.field,
      `${relation} and ${into} are in two schemas, and roles that write the one have no rights on the other: whether they may use its schema is not known. Grant them what they need on both tables first`,
    );
  }
  const expand = new StepList(catalog);
  const [check, ...rest] = expandDrafts(moved, more.place(moved));
  if (check) expand.add(check);
  // Released code makes the row here first and gives the value there.
  for (const [at, column] of relaxed.entries()) {
    expand.add(relaxStep(catalog, table, column, `${idPrefix}-${at + 1}`));
  }
  for (const draft of rest) expand.add(draft);
  const contracted = way === "merge" ? mergeDrafts(moved) : contractDrafts(moved);
  if ("what" in contracted) {
    return refuse(
      more.field,
      `the way back cannot be written: ${contracted.what} cannot be made anew. Drop it first, in a change before this one`,
    );
  }
  const contract = new StepList(expand.catalog);
  for (const draft of contracted) contract.add(draft);
  const place = said(moved.target);
  const old = way === "merge" ? relation : said(moved.source);
  const partners =
    way === "merge"
      ? asidePartners(table)
      : columns.flatMap((column) => foreignKeyPartners(table, column.name));
  return ok(
    partsOf({
      expand: expand.steps,
      fills: [fillOf(moved)],
      contract: contract.steps,
      deploys: more.deploys,
      findings: moveFindings(moved, relaxed),
      tripwires: [{ sequence: moved.sequence, title: `Writes of ${old}` }],
      relations: [...new Set([relation, into, ...partners])],
      serverMajors:
        relaxed.length > 0
          ? notNullMajors(catalog.serverMajor)
          : partsOf({ relations: [], summary: "" }).serverMajors,
      breaking: true,
      summary:
        way === "merge"
          ? `Merge ${relation} into ${into} as ${place}, carried over both ways; the table stays as ${moved.kept.archive}`
          : `Move ${old} to ${place}, carried over both ways; what it held stays in ${moved.kept.archive}`,
      compatibleWith: {
        expand: [`The app as it is, which reads and writes ${old}`],
        backfill: [
          `The app as it is, which reads and writes ${old}`,
          `Once the phase is done: also the next release, which reads and writes ${place}`,
        ],
        contract: [
          way === "merge"
            ? `Only releases that do not use ${table.name}`
            : `Only releases whose models no longer list ${old}`,
        ],
      },
    }),
  );
}
