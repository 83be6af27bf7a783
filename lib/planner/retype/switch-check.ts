import { quoteIdentifier, quoteLiteral } from "@/lib/sql/identifiers";
import { differ } from "../column-values";
import { dependents, hiddenRows, otherPartitions } from "../contract-check";
import type { MovedKeys } from "../moved-keys";
import { probeAll } from "../probe";
import type { StepDraft } from "../step-list";
import { follows } from "./follow-trigger";
import { pairOf, type RetypedColumn } from "./retyped-column";
import { hasSwitched } from "./switch";

/**
 * Looks, before the names are exchanged, for what would go wrong: a row for each objection. Whatever depends on the old
 * column by its number (a publication's column list, say) would stay with it.
 */
export function switchCheck(column: RetypedColumn, { keys, foreignKeys }: MovedKeys): StepDraft {
  const { relation, table, old, nextName, catalog } = column;
  const { follow, value } = pairOf(column, "old");
  const apart = differ(quoteIdentifier(nextName), `(${value()})::${follow.type}`, follow, catalog);
  return {
    id: `${column.idPrefix}-switch-check`,
    title: `Check that every row of ${relation} has ${old.name} in both types and that nothing else hangs on the old one`,
    kind: "check",
    statements: [
      [
        `SELECT ${quoteLiteral(
          `The triggers that fill ${nextName} are missing, disabled or changed: it may have missed writes.`,
        )} AS problem\nWHERE NOT (${follows(column, "old").join(" AND ")})`,
        dependents({ relation, old }, foreignKeys),
        ...keys.filter((key) => key.table === table).flatMap(otherPartitions),
        hiddenRows({ relation }),
        `SELECT ${quoteLiteral(`Rows in which ${nextName} is not what ${old.name} gives: `)} || pg_catalog.count(*)::pg_catalog.text || '.'\n` +
          `FROM ${relation} WHERE ${apart}\nHAVING pg_catalog.count(*) > 0`,
      ].join("\nUNION ALL\n"),
    ],
    probe: probeAll(...hasSwitched(column, "next")),
    revert: [],
  };
}
