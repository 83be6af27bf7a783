import type { Catalog } from "@/lib/catalog/model";
import type { CreateTrigger, DropTrigger } from "@/lib/contracts/operation";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql } from "@/lib/sql/parse";
import { sameTrigger } from "@/lib/sql/same-definition";
import { resolveTable } from "../names-in-catalog";
import { newName, nothingMore, statementWords } from "../statement-words";
import { dropPartWords } from "../table-part-words";
import { writtenRelation } from "../written-relation";

export const createTriggerWords = statementWords<CreateTrigger>({
  kind: "create-trigger",
  label: "Create or replace a trigger",
  examples: ["create trigger touch before update on customers for each row execute function touch()"],
  begins: /^create\s+(or\s+replace\s+)?(constraint\s+)?trigger\s/i,
  is: (node) => bodyOf(node, "CreateTrigStmt") !== null,
  refuses(node, catalog, more) {
    const found = triggerIn(node, catalog);
    if (typeof found === "string") return found;
    const { table, name, replace, before } = found;
    const others = nothingMore(more);
    if (others) return others;
    if (before && !replace) {
      return `${relationName(table)} has a trigger ${quoteIdentifier(name)} already: ${catalog.serverMajor < 14 ? "" : "say CREATE OR REPLACE, or "}drop it in a change before this one`;
    }
    if (replace && catalog.serverMajor < 14)
      return "CREATE OR REPLACE TRIGGER is understood from version 14 on";
    if (before && sameTrigger(node, before.definition, newName(catalog, {}).schema))
      return `the trigger ${quoteIdentifier(name)} of ${relationName(table)} is exactly that already${before.enabled === "origin" ? ": there is nothing to do" : ", and does not fire as others do: say ALTER TABLE … ENABLE TRIGGER"}`;
    return null;
  },
  describe(sql) {
    const parsed = parseSql(sql);
    const made = parsed.ok ? bodyOf(parsed.value[0]?.node, "CreateTrigStmt") : null;
    const verb = made?.replace ? "Create or replace" : "Create";
    return `${verb} the trigger ${quoteIdentifier(made?.trigname ?? "")} on ${writtenRelation(made?.relation)}`;
  },
});

export const dropTriggerWords = dropPartWords<DropTrigger>({
  kind: "drop-trigger",
  label: "Drop a trigger",
  examples: ["drop trigger touched of customers"],
  noun: "trigger",
  object: "OBJECT_TRIGGER",
  names: (table) => table.triggers.map(({ name }) => name),
});

/** The table and the trigger of a CREATE TRIGGER, with the one that is there; or why it cannot be had. */
export function triggerIn(node: Node, catalog: Catalog) {
  const made = bodyOf(node, "CreateTrigStmt");
  if (!made) return "it creates no trigger";
  const found = resolveTable(catalog, {
    schema: made.relation?.schemaname || null,
    name: made.relation?.relname ?? "",
  });
  if (!found.ok) return found.failure[0]?.message ?? "its table is missing";
  const name = made.trigname ?? "";
  const before = found.value.triggers.find((one) => one.name === name) ?? null;
  return { table: found.value, name, replace: made.replace ?? false, before };
}
