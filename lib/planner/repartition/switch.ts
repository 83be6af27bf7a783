import type { Trigger } from "@/lib/catalog/model";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { failWhere } from "../contract-check";
import { moveIdentity } from "../identity";
import { any, both, is, probeEither } from "../probe";
import type { StepDraft } from "../step-list";
import { carries, dropTriggers, functionStatements, triggerStatements } from "./carry-trigger";
import { otherRights } from "./checks";
import { renameParts, withLead } from "./copy";
import { hiddenName, type Lead, other, type Repartitioned } from "./repartitioned";

/** Names and roles exchanged, with all that is there once: a statement of the app meets all of it or nothing. */
export function switchDraft(one: Repartitioned): StepDraft {
  return {
    id: `${one.idPrefix}-switch`,
    title: `Exchange the names: ${one.relation} is the partitioned table from now on, and the plain one follows`,
    kind: "ddl",
    statements: exchange(one, "partitioned"),
    probe: leads(one, "partitioned"),
    after: withLead(one, "partitioned"),
    revert: [
      {
        id: `${one.idPrefix}-switch-back`,
        title: `Exchange the names again: ${one.relation} is the plain table, and the partitioned one follows`,
        kind: "ddl",
        statements: exchange(one, "plain"),
        probe: leads(one, "plain"),
        after: withLead(one, "plain"),
      },
    ],
  };
}

function leads(one: Repartitioned, lead: Lead): string {
  const there = is.relation(hiddenName(one, other(lead)));
  return probeEither(both(there, ...carries(one, lead)), any(there, ...carries(one, lead)));
}

function exchange(one: Repartitioned, to: Lead): readonly string[] {
  const { relation, table, catalog } = one;
  const from = other(to);
  const into = hiddenName(one, to);
  const bare = (side: Lead) => quoteIdentifier((side === "plain" ? one.former : one.next).name);
  const original = (name: string) => name;
  return [
    ...dropTriggers(one),
    ...table.triggers.map(({ name }) => `DROP TRIGGER ${quoteIdentifier(name)} ON ${relation}`),
    ...table.columns
      .filter(({ identity }) => identity !== null)
      .flatMap((of) =>
        moveIdentity({ catalog, relation, into, of, loses: of.name, gains: of.name, type: of.type }),
      ),
    ...renameParts(one, relation, original, (name) => one.nameOn(from, name)),
    `ALTER TABLE ${relation} RENAME TO ${bare(from)}`,
    ...renameParts(one, into, (name) => one.nameOn(to, name), original),
    `ALTER TABLE ${into} RENAME TO ${quoteIdentifier(table.name)}`,
    ...one.incoming.flatMap((key) => {
      const [loses, gains] =
        to === "partitioned" ? [key.formerName, key.nextName] : [key.nextName, key.formerName];
      const rename = (old: string, name: string) =>
        `ALTER TABLE ${key.relation} RENAME CONSTRAINT ${quoteIdentifier(old)} TO ${quoteIdentifier(name)}`;
      return [rename(key.constraint.name, loses), rename(gains, key.constraint.name)];
    }),
    // Of serial columns: else they would go with the table that goes.
    ...catalog.sequences.flatMap((sequence) => {
      const { relation: owner, column = "" } = sequence.ownedBy ?? {};
      const isIdentity = table.columns.some(({ name, identity }) => name === column && identity !== null);
      return owner === relation && !isIdentity
        ? [`ALTER SEQUENCE ${relationName(sequence)} OWNED BY ${relation}.${quoteIdentifier(column)}`]
        : [];
    }),
    ...table.triggers.flatMap((trigger) => triggerAgain(trigger, relation)),
    // A view knows its tables by their numbers: said again, it means those that have the names now.
    ...one.views.map(
      (view) =>
        `CREATE OR REPLACE VIEW ${relationName(view)}${view.options?.length ? ` WITH (${view.options.join(", ")})` : ""} AS ${view.definition.trim().replace(/;$/, "")}`,
    ),
    ...functionStatements(one, to),
    ...triggerStatements(one),
    // Last: a GRANT or REVOKE on the whole table writes the row of pg_class that the rename has locked.
    failWhere(otherRights(one, from, hiddenName(one, from))),
  ];
}

const ENABLED = {
  origin: null,
  disabled: "DISABLE",
  replica: "ENABLE REPLICA",
  always: "ENABLE ALWAYS",
} as const;

/** Its definition says the table by the name that the app says. */
function triggerAgain({ name, definition, enabled, comment }: Trigger, relation: string): readonly string[] {
  const how = ENABLED[enabled];
  return [
    definition,
    ...(how === null ? [] : [`ALTER TABLE ${relation} ${how} TRIGGER ${quoteIdentifier(name)}`]),
    ...(comment
      ? [`COMMENT ON TRIGGER ${quoteIdentifier(name)} ON ${relation} IS ${quoteLiteral(comment)}`]
      : []),
  ];
}
