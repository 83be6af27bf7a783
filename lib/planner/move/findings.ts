import type { Column, Table } from "@/lib/catalog/model";
import type { PlanFinding } from "@/lib/contracts/plan";
import { referenced } from "@/lib/sql/facts/known";
import { relationName } from "@/lib/sql/identifiers";
import { checksOf, foreignKeysOf, indexesOf, statisticsOf } from "../attached";
import { finding } from "../operation-parts";
import { renameFindings } from "../rename-findings";
import { type MovedColumns, said } from "./moved-column";

/** What the author has to know about a value that is in two tables for a while. */
export function moveFindings(moved: MovedColumns, relaxed: readonly Column[]): readonly PlanFinding[] {
  const { catalog, source, target, kept, way } = moved;
  const { table, relation, columns } = source;
  const lost =
    way === "merge"
      ? hangingOn(moved)
      : columns.flatMap(({ name }) =>
          [checksOf, foreignKeysOf, indexesOf, statisticsOf].flatMap((of) =>
            of(table, name).map((one) => one.name),
          ),
        );
  const [old, place] = [said(source), said(target)];
  const say = (level: PlanFinding["level"], code: string, message: string, help: string | null = null) =>
    finding(level, code, relation, message, help);
  const found = way === "merge" ? ["function.mentions-old-column"] : MENTIONED;
  return [
    ...columns
      .flatMap((column) => renameFindings(catalog, table, column, place))
      .filter(({ code }) => found.includes(code)),
    ...rowsFindings(moved),
    say(
      "warning",
      "writes.deadlock",
      `A release that writes ${old} while another writes ${place} of the same row may be told of a deadlock (40P01): each has its own row and wants the other's.`,
      "Let the app retry 40P01 between expand and contract.",
    ),
    way === "merge"
      ? say(
          "info",
          "table.kept",
          `The rows stay in ${kept.archive}, with their indexes, until somebody runs DROP TABLE ${kept.archive}.`,
        )
      : say(
          "info",
          "values.kept",
          `What ${old} held stays in ${kept.archive} until somebody drops that table.`,
        ),
    say(
      "info",
      "tripwire.blind-spots",
      way === "merge"
        ? `The tripwire counts rows of ${relation} that are inserted or deleted, and updates of ${old}. It does not see readers, updates that change nothing, TRUNCATE, and what triggers of the app write there.`
        : `The tripwire counts writes that speak of ${old}. It does not see readers, updates that change nothing, inserts of the default value, and TRUNCATE.`,
    ),
    ...relaxed.map(({ name }) =>
      say(
        "info",
        "reads.null",
        way === "merge"
          ? `From expand on ${name} of ${relation} may be null: a release that writes ${place} need not give it a value.`
          : `From expand on ${name} of ${relation} may be null: a release that knows the new place makes the row first and gives the value there.`,
      ),
    ),
    ...(lost.length > 0
      ? [
          say(
            "warning",
            "attachments.go",
            `What hangs on ${way === "merge" ? relation : old} goes with it: ${[...new Set(lost)].join(", ")}. Nothing of it is made for ${place}.`,
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

const MENTIONED = [
  "trigger.mentions-old-column",
  "function.mentions-old-column",
  "tripwire.default-not-comparable",
];

/** What is made and enforced on a table that goes, but for the foreign key that joins the two and the key. */
function hangingOn({ source, target }: MovedColumns): readonly string[] {
  const { table } = source;
  return [
    ...table.constraints
      .filter(({ type }) => type === "check" || type === "foreign key" || type === "exclusion")
      .filter((one) => referenced(one) !== target.relation),
    ...table.indexes.filter(({ primary, columns }) => !primary && columns.join() !== source.join.join()),
    ...table.triggers,
    ...table.statistics,
  ].map(({ name }) => name);
}

/** Which rows there are on the two sides, and what they cannot say. */
function rowsFindings({ source, target, way }: MovedColumns): readonly PlanFinding[] {
  const { table, relation } = source;
  const warn = (code: string, message: string, help: string) =>
    finding("warning", code, relation, message, help);
  if (way === "move") {
    return [
      warn(
        "rows.without-partner",
        `A value whose row has none in ${target.relation} has nowhere to go: contract refuses while there is one.`,
        `Make the missing rows of ${target.relation}, in the app or in a change before this one.`,
      ),
    ];
  }
  if (way === "split") {
    return [
      warn(
        "rows.only-with-values",
        `A row of ${relation} that has none of these values gets none in ${target.relation}.`,
        "Read through a LEFT JOIN, and let the app make the row where it first has a value.",
      ),
    ];
  }
  const defaults = source.columns.filter((column) => column.default !== null).map(({ name }) => name);
  const readers = (grants: Table["grants"] = []) =>
    grants.flatMap(({ grantee, privilege }) => (privilege === "SELECT" ? grantee : []));
  const more = readers(target.table.grants).filter((role) => !readers(table.grants).includes(role));
  const leftOut = table.columns.filter(
    (one) => !source.columns.includes(one) && !source.join.includes(one.name),
  );
  return [
    ...(leftOut.length > 0
      ? [
          warn(
            "columns.left-out",
            `Not carried over: ${leftOut.map(({ name }) => name).join(", ")} of ${relation}. The values stay where the table is put aside.`,
            "Look that nothing knows rows by them, such as links or other systems.",
          ),
        ]
      : []),
    ...(source.columns.some(({ notNull }) => notNull)
      ? []
      : [
          warn(
            "rows.without-values",
            `A row of ${relation} that has no values and no row at all come to the same: ${said(target)} null.`,
            "If the app has to tell the two apart, add a column that says so, and fill it, in a change before this one.",
          ),
        ]),
    warn(
      "rules.hold-for-both",
      `Until contract a release that writes ${said(target)} also meets the rules of ${relation}: its checks, foreign keys, unique keys and triggers.`,
      "Let the next release obey them; contract ends them.",
    ),
    ...(defaults.length > 0
      ? [
          warn(
            "defaults.stay",
            `The defaults of ${defaults.join(", ")} stay with ${relation}: in ${target.relation} they would give a value to every row, also to those that had none in ${relation}.`,
            "Let the app give the value, or set the default after contract.",
          ),
        ]
      : []),
    ...(more.length > 0
      ? [
          warn(
            "rights.wider",
            `Who may read ${target.relation} may then read ${said(target)} too: ${more.join(", ")} had no such right on ${relation}.`,
            `Look whether they should; rights on single columns can be granted in place of those on ${target.relation}.`,
          ),
        ]
      : []),
  ];
}
