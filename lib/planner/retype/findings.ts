import type { PlanFinding } from "@/lib/contracts/plan";
import { relationName } from "@/lib/sql/identifiers";
import { indexesOf } from "../attached";
import { mentionsWord } from "../copy-refusals";
import { finding } from "../operation-parts";
import { partitionFindings, partitionKeyFindings } from "../partitioned-column";
import type { RetypedColumn } from "./retyped-column";

/** What the author has to know, or look after. */
export function retypeFindings(
  column: RetypedColumn,
  onDownFailure: "block" | "one-way",
): readonly PlanFinding[] {
  const { catalog, table, relation, old, next, nextName, formerName } = column;
  const say = (level: PlanFinding["level"], code: string, message: string, help: string | null = null) =>
    finding(level, code, relation, message, help);
  const functions = catalog.functions.filter(
    (one) => mentionsWord(one.body, table.name) && mentionsWord(one.body, old.name),
  );
  return [
    say(
      "warning",
      "layout.changed",
      `${old.name} will be the last column of ${relation}, whatever its place was. INSERT INTO ${relation} VALUES (…) and COPY ${relation} FROM without a list of columns put values into wrong columns, without an error; until contract they also see ${nextName}, then ${formerName}.`,
      "Look for statements without a column list, and for functions that take or return the row type, before the first phase.",
    ),
    say(
      "warning",
      "statements.cached",
      `At the switch every prepared statement that returns ${old.name} fails once per connection with "cached plan must not change result type" (0A000), also with explicit column lists. Inside a transaction the transaction fails with it.`,
      "pgx and the JDBC driver prepare again by themselves outside transactions; Rails retries outside transactions; psycopg 3, node-postgres with named statements and asyncpg need recycled connections or a retry.",
    ),
    say(
      "warning",
      "values.not-convertible",
      `From expand on, a write of ${old.name} whose value cannot be made ${next.type} fails, and the backfill stops at a row that holds one.`,
      `Look for such values first; correct them, or say how they are converted.`,
    ),
    onDownFailure === "block"
      ? say(
          "info",
          "down.blocks",
          `Between switch and contract ${formerName} follows as ${old.type}: a write whose value it cannot hold (22003, 22001 and the like) fails. Until then the switch can be taken back.`,
          'Choose "one-way" where such values must be accepted from the switch on.',
        )
      : say(
          "warning",
          "down.one-way",
          `From the switch on ${formerName} follows no more. Taking the switch back fills it again from ${old.name}, and stops at a value that ${old.type} cannot hold.`,
        ),
    ...(indexesOf(table, old.name).some((index) => index.unique)
      ? [
          say(
            "warning",
            "unique.two-indexes",
            `While both columns live, a unique index stands on each. An INSERT … ON CONFLICT (${old.name}) that races with another of the same value may fail with 23505 on the other index.`,
            "Let the app retry 23505 for these upserts between backfill and contract.",
          ),
        ]
      : []),
    ...catalog.sequences
      .filter((one) => one.ownedBy?.relation === relation && one.ownedBy.column === old.name)
      .filter(() => old.identity === null)
      .map((one) =>
        say(
          "warning",
          "sequence.narrow",
          `${relationName(one)}, which numbers ${old.name}, keeps its own type and upper limit (${one.definition ?? "not read"}), as with ALTER COLUMN TYPE.`,
          `Where that is too narrow, say ALTER SEQUENCE ${relationName(one)} AS ${next.type}: it takes a moment.`,
        ),
      ),
    ...functions.map((one) =>
      say(
        "info",
        "function.mentions-column",
        `The function ${relationName(one)} mentions ${relation} and ${old.name}. It has to work with both types.`,
      ),
    ),
    ...retypedPartitions(column),
    ...(table.publications.length > 0
      ? [
          say(
            "warning",
            "publication.new-column",
            `${relation} is published (${table.publications.join(", ")}). A subscriber whose table lacks ${nextName} stops replicating at the first write after expand.`,
            `Add ${nextName} to the subscribers' tables before expand.`,
          ),
        ]
      : []),
    ...(table.rowSecurity
      ? [
          say(
            "warning",
            "row-security.hides-rows",
            `${relation} has row security. Rows that the policies hide from the executing role would not be filled.`,
            "Run as the table's owner without FORCE ROW LEVEL SECURITY, or as a role with BYPASSRLS.",
          ),
        ]
      : []),
  ];
}

/** What is to know where the table is partitioned. */
export function retypedPartitions({
  table,
  old,
  nextName,
  formerName,
}: RetypedColumn): readonly PlanFinding[] {
  return [
    ...partitionKeyFindings(table, old, "the switch"),
    ...partitionFindings(
      table,
      `both ${old.name} and ${nextName}, and from the switch until contract ${formerName} in place of ${nextName}`,
    ),
  ];
}
