import type { PlanFinding } from "@/lib/contracts/plan";
import { relationName } from "@/lib/sql/identifiers";
import { finding } from "../operation-parts";
import { hiddenName, isWidened, type Repartitioned } from "./repartitioned";

/** What the author has to know about a table of which there are two for a while. */
export function repartitionFindings(one: Repartitioned): readonly PlanFinding[] {
  const { relation, table, partitions, key } = one;
  const say = (level: PlanFinding["level"], code: string, message: string, help: string | null = null) =>
    finding(level, code, relation, message, help);
  const rows = table.triggers.filter(({ forEachRow }) => forEachRow).map(({ name }) => name);
  return [
    say(
      "info",
      "rows.twice",
      `From expand to contract every row is there twice and every write is made twice: the disk needs room for it.`,
    ),
    ...(partitions.some(({ bound }) => bound === "DEFAULT")
      ? []
      : [
          say(
            "warning",
            "partition.missing",
            `Without a default partition a row that no partition takes cannot be written, from expand on: the app is told 23514.`,
            "Add a default partition, or make partitions well ahead.",
          ),
        ]),
    ...(isWidened(one)
      ? [
          say(
            "warning",
            "key.wider",
            `Once contract is done ${one.primaryKey.columns.join(", ")} alone is unique no more: two rows may have it with another ${key.filter((name) => !one.primaryKey.columns.includes(name)).join(", ")}.`,
          ),
        ]
      : []),
    say(
      "warning",
      "partition.written-alone",
      `TRUNCATE, DETACH and DROP of single partitions between the switch and contract are not carried over to ${hiddenName(one, "plain")}: contract refuses while the two differ.`,
    ),
    say(
      "info",
      "partition.reads",
      `From the switch on a query that does not say ${one.partitionColumns.join(", ")} looks into every partition.`,
      "Run ANALYZE on the table after the switch: autovacuum looks at partitions only.",
    ),
    ...(rows.length > 0
      ? [
          say(
            "warning",
            "trigger.moves",
            `When an update moves a row to another partition, triggers for each row (${rows.join(", ")}) see a delete and an insert after the update.`,
          ),
        ]
      : []),
    ...(one.views.length > 0
      ? [
          say(
            "info",
            "views.again",
            `Views are made anew at the switch: ${one.views.map(relationName).join(", ")}.`,
          ),
        ]
      : []),
  ];
}
