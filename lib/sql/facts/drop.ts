import { relationName } from "../identifiers";
import { bodyOf, type Node, strings } from "../parse";
import type { Lookup } from "./lookup";
import { referenced } from "./lookup";
import { type FactReader, type StatementFacts, UNKNOWN, union } from "./statement-facts";

/** DROP, by what is dropped. CASCADE reaches what the catalog does not list: then nothing is promised. */
export const drop: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "DropStmt");
  if (!statement) return UNKNOWN;
  const cascade = statement.behavior === "DROP_CASCADE";
  const names = (statement.objects ?? []).map(objectName);
  const parts = names.map((name): StatementFacts => {
    switch (statement.removeType) {
      case "OBJECT_TABLE":
        return dropTable(qualified(name, lookup), lookup);
      case "OBJECT_INDEX":
        return dropIndex(qualified(name, lookup), statement.concurrent ?? false, lookup);
      case "OBJECT_VIEW":
        return { locks: [[qualified(name, lookup), "AccessExclusiveLock"]], destructive: false };
      case "OBJECT_SEQUENCE":
        return { locks: [[qualified(name, lookup), "AccessExclusiveLock"]], destructive: true };
      case "OBJECT_TRIGGER":
      case "OBJECT_POLICY":
      case "OBJECT_RULE":
        // Unlike CREATE TRIGGER, which only blocks writes (observed on 12 to 18).
        return { locks: [[qualified(name.slice(0, -1), lookup), "AccessExclusiveLock"]] };
      case "OBJECT_FUNCTION":
      case "OBJECT_PROCEDURE":
      case "OBJECT_TYPE":
      case "OBJECT_STATISTIC_EXT":
        return statement.removeType === "OBJECT_STATISTIC_EXT" ? statistics(name, lookup) : {};
      default:
        return UNKNOWN;
    }
  });
  return union([...parts, { unknown: cascade }]);
};

/** Names of relations come as lists, those of functions and types inside another node. */
function objectName(node: Node): string[] {
  const list = bodyOf(node, "List")?.items;
  if (list) return strings(list);
  return strings(bodyOf(node, "ObjectWithArgs")?.objname ?? bodyOf(node, "TypeName")?.names);
}

function qualified(parts: readonly string[], lookup: Lookup): string {
  return lookup.name({ schemaname: parts.length > 1 ? parts.at(-2) : undefined, relname: parts.at(-1) });
}

function dropTable(relation: string, lookup: Lookup): StatementFacts {
  const table = lookup.table(relation);
  const partners = (table?.constraints ?? []).flatMap((constraint) => referenced(constraint) ?? []);
  return {
    locks: [relation, ...lookup.descendants(relation), ...partners].map((name) => [
      name,
      "AccessExclusiveLock",
    ]),
    destructive: true,
  };
}

/** Dropping an index stops reads of its table for a moment; CONCURRENTLY does not, outside a transaction. */
function dropIndex(index: string, concurrent: boolean, lookup: Lookup): StatementFacts {
  const table = lookup.catalog?.tables.find((candidate) =>
    candidate.indexes.some((one) => relationName({ schema: candidate.schema, name: one.name }) === index),
  );
  const relation = table ? [relationName(table)] : [];
  const mode = concurrent ? "ShareUpdateExclusiveLock" : "AccessExclusiveLock";
  return {
    locks: [...relation, index].map((name) => [name, mode]),
    outsideTransaction: concurrent,
    // Without the catalog the table behind the index, which is locked as well, is not known.
    unknown: lookup.catalog !== null && table === undefined,
  };
}

function statistics(name: readonly string[], lookup: Lookup): StatementFacts {
  const table = lookup.catalog?.tables.find((candidate) =>
    candidate.statistics.some((one) => one.name === name.at(-1)),
  );
  return table ? { locks: [[relationName(table), "ShareUpdateExclusiveLock"]] } : { unknown: true };
}
