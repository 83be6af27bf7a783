import { relationName } from "../identifiers";
import { bodyOf, type Node, strings } from "../parse";
import { doBlockOf } from "../procedural";
import { hasOption } from "./maintenance";
import { type FactReader, UNKNOWN, union } from "./statement-facts";

/** Statements that touch no table at all. */
export const touchesNothing: FactReader = () => ({});

/** Refused in a transaction block (25001), and no user table is locked. */
export const alone: FactReader = () => ({ outsideTransaction: true });

export const dropDatabase: FactReader = () => ({ outsideTransaction: true, destructive: true });

export const alterDatabase: FactReader = (node) => {
  const statement = bodyOf(node, "AlterDatabaseStmt");
  return { outsideTransaction: hasOption(statement?.options, "tablespace") };
};

/** Without a slot to make it is transactional, otherwise not. */
export const createSubscription: FactReader = (node) => {
  const statement = bodyOf(node, "CreateSubscriptionStmt");
  const makesSlot = !(statement?.options ?? []).some((option) => {
    const element = bodyOf(option, "DefElem");
    const value = bodyOf(element?.arg, "String")?.sval;
    return ["create_slot", "connect"].includes(element?.defname ?? "") && value === "false";
  });
  return { outsideTransaction: makesSlot, unknown: true };
};

/** A CHECK or NOT NULL on a domain is checked against every table that uses it, under SHARE; NOT VALID takes no lock. */
export const alterDomain: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "AlterDomainStmt");
  if (!statement) return UNKNOWN;
  const adds = statement.subtype === "C" && !bodyOf(statement.def, "Constraint")?.skip_validation;
  if (!adds && statement.subtype !== "O" && statement.subtype !== "V") return {};
  const tables = lookup.tablesUsing(strings(statement.typeName));
  return {
    locks: tables.map((table) => [table, "ShareLock"]),
    scans: !lookup.complete || tables.length > 0,
    blocksWrites: !lookup.complete,
    unknown: !lookup.complete,
  };
};

/**
 * Publications take SHARE UPDATE EXCLUSIVE on the tables they name and, without ONLY, on those that inherit from them; SET
 * also on those that leave (observed on 15 and 18). Partitions are not locked with their parent.
 */
export const publication: FactReader = (node, lookup) => {
  const create = bodyOf(node, "CreatePublicationStmt");
  const alter = bodyOf(node, "AlterPublicationStmt");
  const named = (create?.pubobjects ?? alter?.pubobjects ?? []).flatMap((object) => {
    const relation = bodyOf(object, "PublicationObjSpec")?.pubtable?.relation;
    if (!relation) return [];
    const name = lookup.name(relation);
    const inherits = relation.inh && lookup.table(name)?.kind !== "partitioned";
    return [name, ...(inherits ? lookup.descendants(name) : [])];
  });
  const leaving =
    alter?.action === "AP_SetObjects"
      ? [...lookup.tables()]
          .filter((table) => table.publications.includes(alter.pubname ?? ""))
          .map(relationName)
      : [];
  return { locks: [...named, ...leaving].map((name) => [name, "ShareUpdateExclusiveLock"]) };
};

/** ALTER … SET SCHEMA: tables take their sequences along. */
export const setSchema: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "AlterObjectSchemaStmt");
  if (!statement) return UNKNOWN;
  if (!statement.relation) return {};
  const relation = lookup.name(statement.relation);
  return {
    locks: [relation, ...lookup.sequences(relation)].map((name) => [name, "AccessExclusiveLock"]),
  };
};

/** ALTER INDEX and ALTER TRIGGER … DEPENDS ON EXTENSION. */
export const dependsOnExtension: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "AlterObjectDependsStmt");
  if (!statement) return UNKNOWN;
  if (!statement.relation) return {};
  const relation = lookup.name(statement.relation);
  const mode = statement.objectType === "OBJECT_TRIGGER" ? "AccessShareLock" : "AccessExclusiveLock";
  return { locks: [[relation, mode]] };
};

/** DROP OWNED and REASSIGN OWNED reach what the catalog says the role owns. */
export const owned: FactReader = (node, lookup) => {
  const roles = (
    bodyOf(node, "DropOwnedStmt")?.roles ??
    bodyOf(node, "ReassignOwnedStmt")?.roles ??
    []
  ).flatMap((role) => bodyOf(role, "RoleSpec")?.rolename ?? []);
  const tables = [...lookup.tables()].filter((table) => roles.includes(table.owner)).map(relationName);
  return {
    locks: tables.map((table) => [table, "AccessExclusiveLock"]),
    destructive: bodyOf(node, "DropOwnedStmt") !== null,
    // Views, sequences and functions have owners too.
    unknown: !lookup.complete,
  };
};

/** A DO block does what the statements in it do; what is put together at run time cannot be looked into. */
export function doBlock(read: FactReader): FactReader {
  return (node, lookup) => {
    const inside = doBlockOf(node)?.inside;
    if (!inside) return UNKNOWN;
    return union([...inside.statements.map((one) => read(one.node, lookup)), { unknown: inside.opaque }]);
  };
}

/** EXPLAIN plans the statement, which locks its tables; only with ANALYZE is it carried out. */
export function explain(read: FactReader): FactReader {
  return (node, lookup) => {
    const statement = bodyOf(node, "ExplainStmt");
    if (!statement?.query) return UNKNOWN;
    const inner = read(statement.query as Node, lookup);
    if (hasOption(statement.options, "analyze")) return inner;
    return { locks: inner.locks ?? [], unknown: inner.unknown ?? false };
  };
}
