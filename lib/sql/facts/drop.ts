import { relationName } from "../identifiers";
import { bodyOf, type Node, strings } from "../parse";
import { referenced } from "./known";
import type { Lookup } from "./lookup";
import { type FactReader, type StatementFacts, UNKNOWN, union } from "./statement-facts";

/** Kinds whose objects no table depends on in a way that locks it: dropping them without CASCADE touches no table. */
const TOUCH_NO_TABLE: ReadonlySet<string> = new Set([
  ...[
    "OBJECT_FUNCTION",
    "OBJECT_PROCEDURE",
    "OBJECT_ROUTINE",
    "OBJECT_AGGREGATE",
    "OBJECT_TYPE",
    "OBJECT_DOMAIN",
  ],
  ...["OBJECT_SCHEMA", "OBJECT_EXTENSION", "OBJECT_PUBLICATION", "OBJECT_EVENT_TRIGGER", "OBJECT_COLLATION"],
  ...[
    "OBJECT_CAST",
    "OBJECT_CONVERSION",
    "OBJECT_OPERATOR",
    "OBJECT_OPCLASS",
    "OBJECT_OPFAMILY",
    "OBJECT_LANGUAGE",
  ],
  ...[
    "OBJECT_FDW",
    "OBJECT_FOREIGN_SERVER",
    "OBJECT_ACCESS_METHOD",
    "OBJECT_TSCONFIGURATION",
    "OBJECT_TRANSFORM",
  ],
  ...["OBJECT_TSDICTIONARY", "OBJECT_TSPARSER", "OBJECT_TSTEMPLATE"],
]);

/** DROP, by what is dropped. Only a complete catalog says what CASCADE reaches: without one nothing is promised. */
export const drop: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "DropStmt");
  if (!statement) return UNKNOWN;
  const cascade = statement.behavior === "DROP_CASCADE";
  const parts = (statement.objects ?? []).map((object): StatementFacts => {
    const name = objectName(object);
    const relation = qualified(name, lookup);
    const absent = statement.missing_ok === true && lookup.missing(relation);
    switch (statement.removeType) {
      case "OBJECT_TABLE":
      case "OBJECT_FOREIGN_TABLE":
        return absent ? {} : dropTable(relation, cascade, lookup);
      case "OBJECT_INDEX":
        return absent ? {} : dropIndex(relation, statement.concurrent ?? false, lookup);
      case "OBJECT_VIEW":
      case "OBJECT_MATVIEW":
        return absent ? {} : locked([relation, ...(cascade ? lookup.views(relation) : [])]);
      case "OBJECT_SEQUENCE":
        return absent ? {} : dropSequence(relation, cascade, lookup);
      case "OBJECT_TRIGGER": {
        // Unlike CREATE TRIGGER, which only blocks writes (observed on 12 to 18). A row trigger of a partitioned table is
        // one of each partition (observed on 13 to 18).
        const table = qualified(name.slice(0, -1), lookup);
        return locked([table, ...triggered(table, name.at(-1) ?? "", lookup)]);
      }
      case "OBJECT_POLICY":
      case "OBJECT_RULE":
        return locked([qualified(name.slice(0, -1), lookup)]);
      case "OBJECT_STATISTIC_EXT":
        return statistics(name, lookup);
      default:
        if (!statement.removeType || !TOUCH_NO_TABLE.has(statement.removeType)) return UNKNOWN;
        return cascade ? cascadeOf(statement.removeType, name, lookup) : {};
    }
  });
  return union([...parts, { unknown: cascade && !lookup.complete }]);
};

/** The partitions that have a trigger of the whole. One that is not known, as one of ours, is taken for a row trigger. */
function triggered(relation: string, trigger: string, lookup: Lookup): readonly string[] {
  const table = lookup.table(relation);
  if (table?.kind !== "partitioned") return [];
  const known = table.triggers.find((one) => one.name === trigger);
  return known && !known.forEachRow ? [] : lookup.descendants(relation);
}

const locked = (relations: readonly string[], destructive = false): StatementFacts => ({
  locks: [...new Set(relations)].map((name) => [name, "AccessExclusiveLock"]),
  destructive,
});

/** Names of relations come as lists, those of functions and types inside another node, of schemas as plain strings. */
function objectName(node: Node): string[] {
  const list = bodyOf(node, "List")?.items;
  if (list) return strings(list);
  const plain = bodyOf(node, "String")?.sval;
  if (plain !== undefined) return [plain];
  return strings(bodyOf(node, "ObjectWithArgs")?.objname ?? bodyOf(node, "TypeName")?.names);
}

function qualified(parts: readonly string[], lookup: Lookup): string {
  return lookup.name({ schemaname: parts.length > 1 ? parts.at(-2) : undefined, relname: parts.at(-1) });
}

/** Everything that goes with a table: partitions, owned sequences; both ends of its foreign keys are locked alike. */
function dropTable(relation: string, cascade: boolean, lookup: Lookup): StatementFacts {
  const table = lookup.table(relation);
  const partners = (table?.constraints ?? []).flatMap((constraint) => referenced(constraint) ?? []);
  const parents = table?.kind === "partition" ? table.inheritsFrom : [];
  return locked(
    [
      ...[relation, ...lookup.descendants(relation), ...partners, ...parents, ...lookup.sequences(relation)],
      ...parents.flatMap((parent) => lookup.defaultPartition(parent) ?? []),
      ...(cascade ? lookup.referencing(relation).map((one) => one.relation) : []),
      ...(cascade ? lookup.views(relation) : []),
    ],
    true,
  );
}

/** Dropping an index stops reads of its table for a moment; CONCURRENTLY does not, outside a transaction. */
function dropIndex(index: string, concurrent: boolean, lookup: Lookup): StatementFacts {
  const table = lookup.tableOfIndex(index);
  const relations = table
    ? [relationName(table), ...(concurrent ? [] : lookup.descendants(relationName(table)))]
    : [];
  const mode = concurrent ? "ShareUpdateExclusiveLock" : "AccessExclusiveLock";
  return {
    locks: [...relations, index].map((name) => [name, mode]),
    outsideTransaction: concurrent,
    // The table behind the index, which is locked as well, is only known from a catalog.
    unknown: lookup.complete && table === null,
  };
}

function dropSequence(sequence: string, cascade: boolean, lookup: Lookup): StatementFacts {
  const owner = lookup.allSequences.find((one) => relationName(one) === sequence)?.ownedBy?.relation;
  return locked([sequence, ...(cascade && owner ? [owner] : [])], true);
}

/** What CASCADE takes along when the object is no relation. */
function cascadeOf(kind: string, name: readonly string[], lookup: Lookup): StatementFacts {
  switch (kind) {
    case "OBJECT_TYPE":
    case "OBJECT_DOMAIN":
      return locked(lookup.tablesUsing(name), true);
    case "OBJECT_SCHEMA": {
      const schema = name[0] ?? "";
      const within = (all: readonly { readonly schema: string; readonly name: string }[]) =>
        all.filter((one) => one.schema === schema).map(relationName);
      const inside = within([...lookup.tables()]);
      return union([
        ...inside.map((table) => dropTable(table, true, lookup)),
        locked([...within(lookup.allViews), ...within(lookup.allSequences)], true),
      ]);
    }
    case "OBJECT_FUNCTION":
    case "OBJECT_ROUTINE":
      return locked(
        [...lookup.tables()]
          .filter((table) =>
            table.triggers.some((trigger) =>
              trigger.function.replace(/\(.*$/, "").endsWith(name.at(-1) ?? ""),
            ),
          )
          .map(relationName),
      );
    case "OBJECT_PUBLICATION":
    case "OBJECT_EVENT_TRIGGER":
      return {};
    default:
      return UNKNOWN;
  }
}

function statistics(name: readonly string[], lookup: Lookup): StatementFacts {
  const table = [...lookup.tables()].find((candidate) =>
    candidate.statistics.some((one) => one.name === name.at(-1)),
  );
  return table ? { locks: [[relationName(table), "ShareUpdateExclusiveLock"]] } : { unknown: true };
}
