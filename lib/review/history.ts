import type { AlterTableCmd, ColumnDef, Constraint as ConstraintNode, RangeVar, TypeName } from "libpg-query";
import { blankColumn, blankConstraint, blankIndex, blankTable } from "@/lib/catalog/blank";
import type { Column, Constraint } from "@/lib/catalog/model";
import type { Known } from "../sql/facts/known";
import type { Lookup } from "../sql/facts/lookup";
import { impliedNotNull } from "../sql/facts/not-null-proof";
import { parseRelationName, quoteIdentifier, relationName } from "../sql/identifiers";
import { bodyOf, type Node, strings, walk } from "../sql/parse";

type Noting = (known: Known, node: Node, lookup: Lookup) => void;

const NOTED: Readonly<Record<string, Noting>> = {
  CreateStmt: createTable,
  AlterTableStmt: alterTable,
  IndexStmt: createIndex,
  DropStmt: drop,
  RenameStmt: rename,
  CreateEnumStmt: createEnum,
  CreateDomainStmt: createDomain,
  CreateFunctionStmt: createFunction,
};

/** Takes note of what a statement leaves behind. What a rule or a fact never asks about is left as it was. */
export function noteStatement(known: Known, node: Node, lookup: Lookup): void {
  NOTED[Object.keys(node)[0] ?? ""]?.(known, node, lookup);
}

function createEnum(known: Known, node: Node): void {
  const made = bodyOf(node, "CreateEnumStmt");
  known.addEnum({ ...named(strings(made?.typeName)), values: strings(made?.vals) });
}

function createDomain(known: Known, node: Node): void {
  const domain = bodyOf(node, "CreateDomainStmt");
  const constrained = (domain?.constraints ?? []).some((one) =>
    ["CONSTR_CHECK", "CONSTR_NOTNULL"].includes(bodyOf(one, "Constraint")?.contype ?? ""),
  );
  const definition = typeText(domain?.typeName);
  known.addDomain({ ...named(strings(domain?.domainname)), constrained, definition });
}

function createFunction(known: Known, node: Node): void {
  const made = bodyOf(node, "CreateFunctionStmt");
  const option = (name: string) =>
    (made?.options ?? []).flatMap((one) => bodyOf(one, "DefElem") ?? []).find((one) => one.defname === name);
  const word = bodyOf(option("volatility")?.arg, "String")?.sval;
  const volatility = word === "immutable" || word === "stable" ? word : "volatile";
  const language = bodyOf(option("language")?.arg, "String")?.sval ?? "sql";
  known.addFunction({ ...named(strings(made?.funcname)), identity: "", language, volatility, body: "" });
}

function named(parts: readonly string[]): { schema: string; name: string } {
  return { schema: parts.length > 1 ? (parts.at(-2) ?? "public") : "public", name: parts.at(-1) ?? "" };
}

/** A type as SQL; lengths and precisions kept. */
function typeText(type: TypeName | undefined): string {
  const names = strings(type?.names);
  const mods = (type?.typmods ?? []).map((mod) => bodyOf(mod, "A_Const")?.ival?.ival ?? 0);
  const serial: Record<string, string> = { serial: "int4", bigserial: "int8", smallserial: "int2" };
  const bare = names
    .filter((name) => name !== "pg_catalog")
    .map(quoteIdentifier)
    .join(".");
  return `${serial[bare] ?? bare}${mods.length ? `(${mods.join(", ")})` : ""}${type?.arrayBounds?.length ? "[]" : ""}`;
}

function splitName(relation: string): { schema: string; name: string } {
  const parsed = parseRelationName(relation);
  return { schema: parsed?.schema ?? "public", name: parsed?.name ?? relation };
}

function newColumn(definition: ColumnDef): Column {
  const kinds = (definition.constraints ?? []).map((one) => bodyOf(one, "Constraint")?.contype);
  return blankColumn(definition.colname ?? "", typeText(definition.typeName), {
    notNull: kinds.includes("CONSTR_NOTNULL") || kinds.includes("CONSTR_PRIMARY"),
    identity: kinds.includes("CONSTR_IDENTITY") ? "by default" : null,
  });
}

interface Place {
  readonly known: Known;
  readonly relation: string;
  readonly lookup: Lookup;
  /** In CREATE TABLE, where NOT VALID is ignored. */
  readonly isNew: boolean;
}

/** What a constraint makes: itself, and the index behind it. */
function addConstraint(place: Place, node: ConstraintNode, column: string | null): void {
  const { known, relation, lookup, isNew } = place;
  const keys = column === null ? strings(node.keys ?? node.fk_attrs) : [column];
  const bare = splitName(relation).name;
  const make = (type: Constraint["type"], suffix: string, more: Partial<Constraint> = {}): Constraint => {
    const name = node.conname ?? [bare, ...(suffix === "pkey" ? [] : keys), suffix].join("_");
    return blankConstraint(name, type, keys, {
      validated: isNew || !(node.skip_validation ?? false),
      ...more,
    });
  };
  const add = (constraint: Constraint) => known.addConstraint(relation, constraint);
  switch (node.contype) {
    case "CONSTR_CHECK": {
      const mentioned: string[] = [];
      walk({ expression: node.raw_expr }, (kind, body) => {
        if (kind === "ColumnRef") mentioned.push(strings(body.fields as Node[]).at(-1) ?? "");
      });
      const proven = impliedNotNull(node.raw_expr).map((one) => `(${quoteIdentifier(one)} IS NOT NULL)`);
      const definition = `CHECK (${proven.join(" AND ") || "true"})`;
      add({ ...make("check", "check", { definition }), columns: [...new Set(mentioned)] });
      return;
    }
    case "CONSTR_NOTNULL":
      add(make("not null", "not_null"));
      return;
    case "CONSTR_FOREIGN": {
      const target = splitName(lookup.name(node.pktable));
      const references = { schema: target.schema, table: target.name, columns: strings(node.pk_attrs) };
      add(make("foreign key", "fkey", { references }));
      return;
    }
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE": {
      const primary = node.contype === "CONSTR_PRIMARY";
      const made = make(primary ? "primary key" : "unique", primary ? "pkey" : "key");
      const table = known.table(relation);
      const schema = table?.schema ?? splitName(relation).schema;
      const using = node.indexname
        ? table?.indexes.find((index) => index.name === node.indexname)
        : undefined;
      const columns = using?.columns ?? keys;
      if (using) known.removeIndex(relationName({ schema, name: using.name }));
      if (primary) for (const one of columns) known.changeColumn(relation, one, { notNull: true });
      add({ ...made, columns, indexName: made.name });
      known.addIndex(relation, blankIndex(made.name, columns, { unique: true }));
      return;
    }
  }
}

function addColumn(place: Place, definition: ColumnDef): void {
  place.known.addColumn(place.relation, newColumn(definition));
  for (const one of definition.constraints ?? []) {
    const constraint = bodyOf(one, "Constraint");
    if (constraint && constraint.contype !== "CONSTR_NOTNULL")
      addConstraint(place, constraint, definition.colname ?? "");
  }
}

function createTable(known: Known, node: Node, lookup: Lookup): void {
  const statement = bodyOf(node, "CreateStmt");
  const relation = lookup.name(statement?.relation);
  if (!statement || known.table(relation)) return;
  const parents = (statement.inhRelations ?? []).map((one) =>
    lookup.name(bodyOf(one, "RangeVar") ?? undefined),
  );
  const like = (statement.tableElts ?? []).flatMap((one) => {
    const source = bodyOf(one, "TableLikeClause")?.relation;
    return source ? (lookup.table(lookup.name(source))?.columns ?? []) : [];
  });
  const inherited = parents.flatMap((parent) => lookup.table(parent)?.columns ?? []);
  known.addTable(
    blankTable(splitName(relation), {
      kind: statement.partspec ? "partitioned" : statement.partbound ? "partition" : "table",
      inheritsFrom: parents,
      columns: [...inherited, ...like],
      partitionKeyColumns: (statement.partspec?.partParams ?? []).flatMap(
        (one) => bodyOf(one, "PartitionElem")?.name ?? [],
      ),
      ...(statement.partbound?.is_default ? { partitioning: { key: null, bound: "DEFAULT" } } : {}),
    }),
  );
  const place = { known, relation, lookup, isNew: true };
  for (const element of statement.tableElts ?? []) {
    const column = bodyOf(element, "ColumnDef");
    const constraint = bodyOf(element, "Constraint");
    if (column) addColumn(place, column);
    if (constraint) addConstraint(place, constraint, null);
  }
}

/** What is known of a table from elsewhere is little: it still remembers what happens to it here. */
function remembered(known: Known, relation: string): void {
  if (!known.table(relation)) known.addTable(blankTable(splitName(relation)));
}

function alterTable(known: Known, node: Node, lookup: Lookup): void {
  const statement = bodyOf(node, "AlterTableStmt");
  if (statement?.objtype !== "OBJECT_TABLE") return;
  const relation = lookup.name(statement.relation);
  remembered(known, relation);
  for (const cmd of statement.cmds ?? []) {
    const body = bodyOf(cmd, "AlterTableCmd");
    if (body) alter({ known, relation, lookup, isNew: false }, body);
  }
}

function alter(place: Place, cmd: AlterTableCmd): void {
  const { known, relation } = place;
  const name = cmd.name ?? "";
  switch (cmd.subtype) {
    case "AT_AddColumn": {
      const definition = bodyOf(cmd.def, "ColumnDef");
      const there = known.table(relation)?.columns.some((one) => one.name === definition?.colname);
      if (definition && !there) addColumn(place, definition);
      return;
    }
    case "AT_DropColumn": {
      const table = known.table(relation);
      if (!table) return;
      known.replaceTable(relation, {
        ...table,
        columns: table.columns.filter((one) => one.name !== name),
        constraints: table.constraints.filter((one) => !one.columns.includes(name)),
        indexes: table.indexes.filter((one) => !one.mentions.includes(name)),
      });
      return;
    }
    case "AT_AddConstraint": {
      const constraint = bodyOf(cmd.def, "Constraint");
      if (constraint) addConstraint(place, constraint, null);
      return;
    }
    case "AT_ValidateConstraint": {
      const constraint = known.table(relation)?.constraints.find((one) => one.name === name);
      if (constraint) known.addConstraint(relation, { ...constraint, validated: true });
      return;
    }
    case "AT_DropConstraint":
      known.removeConstraint(relation, name);
      known.removeIndex(relationName({ schema: splitName(relation).schema, name }));
      return;
    case "AT_SetNotNull":
      known.changeColumn(relation, name, { notNull: true });
      return;
    case "AT_DropNotNull":
      known.changeColumn(relation, name, { notNull: false });
      return;
    case "AT_AlterColumnType": {
      const type = typeText(bodyOf(cmd.def, "ColumnDef")?.typeName);
      known.changeColumn(relation, name, { type });
      return;
    }
  }
}

function createIndex(known: Known, node: Node, lookup: Lookup): void {
  const statement = bodyOf(node, "IndexStmt");
  if (!statement?.idxname) return;
  const elements = (statement.indexParams ?? []).flatMap((one) => bodyOf(one, "IndexElem") ?? []);
  const columns = elements.flatMap((one) => one.name ?? []);
  const relation = lookup.name(statement.relation);
  remembered(known, relation);
  known.addIndex(
    relation,
    blankIndex(statement.idxname, columns, {
      unique: statement.unique ?? false,
      hasExpressions: columns.length < elements.length,
      predicate: statement.whereClause ? "true" : null,
    }),
  );
}

function drop(known: Known, node: Node, lookup: Lookup): void {
  const statement = bodyOf(node, "DropStmt");
  for (const object of statement?.objects ?? []) {
    const parts = strings(bodyOf(object, "List")?.items ?? bodyOf(object, "TypeName")?.names);
    const schemaname = parts.length > 1 ? parts.at(-2) : undefined;
    const name = lookup.name({ schemaname, relname: parts.at(-1) });
    if (statement?.removeType === "OBJECT_TABLE") known.removeTable(name);
    if (statement?.removeType === "OBJECT_INDEX") known.removeIndex(name);
  }
}

function rename(known: Known, node: Node, lookup: Lookup): void {
  const statement = bodyOf(node, "RenameStmt");
  const relation = lookup.name(statement?.relation as RangeVar | undefined);
  const table = known.table(relation);
  if (!statement || !table) return;
  if (statement.renameType === "OBJECT_TABLE") {
    known.replaceTable(relation, { ...table, name: statement.newname ?? "" });
    return;
  }
  if (statement.renameType !== "OBJECT_COLUMN") return;
  const renamed = (name: string) => (name === statement.subname ? (statement.newname ?? "") : name);
  known.replaceTable(relation, {
    ...table,
    columns: table.columns.map((one) => ({ ...one, name: renamed(one.name) })),
    constraints: table.constraints.map((one) => ({ ...one, columns: one.columns.map(renamed) })),
    indexes: table.indexes.map((one) => ({ ...one, columns: one.columns.map(renamed) })),
  });
}
