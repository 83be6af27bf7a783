import type { Catalog, CatalogFunction, Column, Table } from "@/lib/catalog/model";
import type { PlanFinding } from "@/lib/contracts/plan";
import { relationName } from "@/lib/sql/identifiers";
import { foreignKeysOf, indexesOf } from "./attached";
import { differsFromDefault } from "./column-values";
import { mentionsWord } from "./copy-refusals";

/** What the author has to know, or look after, about renaming this column. */
export function renameFindings(
  catalog: Catalog,
  table: Table,
  old: Column,
  to: string,
): readonly PlanFinding[] {
  const relation = relationName(table);
  const findings: PlanFinding[] = [];
  const find = (code: string, level: PlanFinding["level"], message: string, help: string | null = null) =>
    findings.push({ code, level, message, relation, help });

  find(
    "layout.changed",
    "warning",
    `${to} will be the last column of ${relation}, whatever the place of ${old.name} was. INSERT INTO ${relation} VALUES (…) and COPY ${relation} FROM without a list of columns put values into wrong columns, without an error.`,
    "Look for statements without a column list, and for functions that take or return the row type, before the first phase.",
  );
  find(
    "statements.cached-star",
    "info",
    `A prepared SELECT * from ${relation} fails once per connection with "cached plan must not change result type" (0A000) when the column is added and again when the old one is dropped. Drivers with automatic retry and statements outside transactions hide it.`,
    "Name the columns in prepared statements, or let the pool recycle its connections around expand and contract.",
  );
  find(
    "tripwire.blind-spots",
    "info",
    `The tripwire counts writes that speak only of ${old.name}. It does not see readers, updates that change nothing, and inserts of the default value.`,
  );
  const trigger = (routine: CatalogFunction) =>
    table.triggers.some((one) =>
      [relationName(routine), `${routine.schema}.${routine.name}`].includes(
        one.function.replace(/\(.*$/, ""),
      ),
    );
  for (const routine of catalog.functions.filter((one) => mentionsWord(one.body, old.name))) {
    if (trigger(routine)) {
      find(
        "trigger.mentions-old-column",
        "warning",
        `The function ${relationName(routine)}, called by a trigger on ${relation}, mentions ${old.name}. If it means this column, every write fails once contract has dropped it.`,
        `Between the second deploy and contract, replace the function by one that reads ${to}.`,
      );
    } else if (mentionsWord(routine.body, table.name)) {
      find(
        "function.mentions-old-column",
        "warning",
        `The function ${relationName(routine)} mentions ${relation} and ${old.name}. Nothing in the database stops the drop; the function would fail afterwards.`,
        `Replace it by one that uses ${to} before contract.`,
      );
    }
  }
  if (old.default !== null) {
    if (differsFromDefault(`NEW.x`, old, catalog) === null) {
      find(
        "tripwire.default-not-comparable",
        "warning",
        `The default of ${old.name}, ${old.default}, differs from row to row: the tripwire cannot tell an insert by old code from one that leaves the column out, and does not count inserts.`,
        "Rely on the deploys of all services before contract.",
      );
    }
    if (!old.notNull) {
      find(
        "default.explicit-null",
        "info",
        `Until contract, an insert that gives NULL for ${to} gets the default of ${old.name}: a trigger cannot tell it from an insert that leaves ${to} out.`,
      );
    }
  }
  if (indexesOf(table, old.name).some((index) => index.unique)) {
    find(
      "unique.two-indexes",
      "warning",
      `While both unique indexes live, two simultaneous first inserts of one key with ON CONFLICT may end in a unique violation (23505) for one of them: the conflict may be met in the other index first.`,
      "Let the app retry 23505 for these upserts between backfill and contract.",
    );
  }
  if (foreignKeysOf(table, old.name).some((key) => /ON (DELETE|UPDATE) (CASCADE|SET)/.test(key.definition))) {
    find(
      "tripwire.cascades",
      "info",
      `Updates that the foreign key's own ON DELETE or ON UPDATE action makes on ${old.name} count as writes by old code.`,
    );
  }
  if (table.publications.length > 0) {
    find(
      "publication.new-column",
      "warning",
      `${relation} is published (${table.publications.join(", ")}). A subscriber whose table lacks ${to} stops replicating at the first write after expand.`,
      `Add ${to} to the subscribers' tables before expand.`,
    );
  }
  if (table.rowSecurity) {
    find(
      "row-security.hides-rows",
      "warning",
      `${relation} has row security. Rows that the policies hide from the executing role would not be filled.`,
      "Run as the table's owner without FORCE ROW LEVEL SECURITY, or as a role with BYPASSRLS.",
    );
  }
  for (const index of table.indexes.filter((one) => !one.valid && one.mentions.includes(old.name))) {
    find(
      "index.invalid",
      "info",
      `The index ${index.name} is invalid, the wreck of a failed build, and is not copied. It goes with the old column.`,
    );
  }
  return findings;
}
