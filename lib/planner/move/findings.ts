import type { PlanFinding } from "@/lib/contracts/plan";
import { relationName } from "@/lib/sql/identifiers";
import { checksOf, foreignKeysOf, indexesOf, statisticsOf } from "../attachments";
import { finding } from "../operation-parts";
import { renameFindings } from "../rename-findings";
import { type MovedColumns, said } from "./moved-column";

/** What the author has to know about a value that is in two tables for a while. */
export function moveFindings({
  catalog,
  source,
  target,
  kept,
  makesRows,
}: MovedColumns): readonly PlanFinding[] {
  const { table, relation, columns } = source;
  const lost = columns.flatMap(({ name }) =>
    [checksOf, foreignKeysOf, indexesOf, statisticsOf].flatMap((of) =>
      of(table, name).map((one) => one.name),
    ),
  );
  const [old, place] = [said(source), said(target)];
  const say = (level: PlanFinding["level"], code: string, message: string, help: string | null = null) =>
    finding(level, code, relation, message, help);
  return [
    ...columns
      .flatMap((column) => renameFindings(catalog, table, column, place))
      .filter(({ code }) =>
        [
          "trigger.mentions-old-column",
          "function.mentions-old-column",
          "tripwire.default-not-comparable",
        ].includes(code),
      ),
    makesRows
      ? say(
          "warning",
          "rows.only-with-values",
          `A row of ${relation} that has none of these values gets none in ${target.relation}.`,
          "Read through a LEFT JOIN, and let the app make the row where it first has a value.",
        )
      : say(
          "warning",
          "rows.without-partner",
          `A value whose row has none in ${target.relation} has nowhere to go: contract refuses while there is one.`,
          `Make the missing rows of ${target.relation}, in the app or in a change before this one.`,
        ),
    say(
      "warning",
      "writes.deadlock",
      `A release that writes ${old} while another writes ${place} of the same row may be told of a deadlock (40P01): each has its own row and wants the other's.`,
      "Let the app retry 40P01 between expand and contract.",
    ),
    say("info", "values.kept", `What ${old} held stays in ${kept.archive} until somebody drops that table.`),
    say(
      "info",
      "tripwire.blind-spots",
      `The tripwire counts writes that speak of ${old}. It does not see readers, updates that change nothing, inserts of the default value, and TRUNCATE.`,
    ),
    ...columns
      .filter(({ notNull }) => notNull)
      .map(({ name }) =>
        say(
          "info",
          "reads.null",
          `From expand on ${name} of ${relation} may be null: a release that knows the new place makes the row first and gives the value there.`,
        ),
      ),
    ...(lost.length > 0
      ? [
          say(
            "warning",
            "attachments.go",
            `What hangs on ${old} goes with it: ${[...new Set(lost)].join(", ")}. Nothing of it is made for ${place}.`,
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
