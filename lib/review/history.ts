import type { AlterTableCmd, ColumnDef, Constraint as ConstraintNode, RangeVar, TypeName } from "libpg-query";
import { blankColumn, blankConstraint, blankIndex, blankTable } from "@/lib/catalog/blank";
import type { Catalog, Column, Constraint, Index, Table } from "@/lib/catalog/model";
import { type Lookup, tableName } from "../sql/facts/lookup";
import { impliedNotNull } from "../sql/facts/not-null-proof";
import { parseRelationName, quoteIdentifier } from "../sql/identifiers";
import { bodyOf, type Node, strings, walk } from "../sql/parse";

/** A catalog of what statements so far are known to have made; not complete unless it began as a database's own. */
export function emptyCatalog(serverMajor: number): Catalog {
  return {
    serverVersion: `${serverMajor}.0`,
    serverMajor,
    database: "",
    readAt: "",
    searchPath: ["public"],
    tables: [],
    views: [],
    enums: [],
    domains: [],
    sequences: [],
    functions: [],
  };
}

/** The catalog after a statement. What a rule or a fact never asks about is left as it was. */
export function afterStatement(catalog: Catalog, node: Node, lookup: Lookup): Catalog {
  const kind = Object.keys(node)[0];
  switch (kind) {
    case "CreateStmt":
      return createTable(catalog, node, lookup);
    case "AlterTableStmt":
      return alterTable(catalog, node, lookup);
    case "IndexStmt":
      return createIndex(catalog, node, lookup);
    case "DropStmt":
      return drop(catalog, node, lookup);
    case "RenameStmt":
      return rename(catalog, node, lookup);
    case "CreateEnumStmt": {
      const names = strings(bodyOf(node, "CreateEnumStmt")?.typeName);
      const values = strings(bodyOf(node, "CreateEnumStmt")?.vals);
      return { ...catalog, enums: [...catalog.enums, { ...named(names), values }] };
    }
    case "CreateDomainStmt": {
      const domain = bodyOf(node, "CreateDomainStmt");
      const constrained = (domain?.constraints ?? []).some((one) =>
        ["CONSTR_CHECK", "CONSTR_NOTNULL"].includes(bodyOf(one, "Constraint")?.contype ?? ""),
      );
      const definition = typeText(domain?.typeName);
      const made = { ...named(strings(domain?.domainname)), constrained, definition };
      return { ...catalog, domains: [...(catalog.domains ?? []), made] };
    }
    case "CreateFunctionStmt": {
      const made = bodyOf(node, "CreateFunctionStmt");
      const option = (name: string) =>
        (made?.options ?? [])
          .flatMap((one) => bodyOf(one, "DefElem") ?? [])
          .find((one) => one.defname === name);
      const word = bodyOf(option("volatility")?.arg, "String")?.sval;
      const volatility = word === "immutable" || word === "stable" ? word : "volatile";
      const language = bodyOf(option("language")?.arg, "String")?.sval ?? "sql";
      const one = {
        ...named(strings(made?.funcname)),
        identity: "",
        language,
        volatility,
        body: "",
      } as const;
      return { ...catalog, functions: [...catalog.functions, one] };
    }
    default:
      return catalog;
  }
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

/** A table's part that a constraint makes: itself, and the index behind it. */
function withConstraint(
  table: Table,
  node: ConstraintNode,
  column: string | null,
  lookup: Lookup,
  validIfNew: boolean,
): Table {
  const keys = column === null ? strings(node.keys ?? node.fk_attrs) : [column];
  const make = (type: Constraint["type"], suffix: string, more: Partial<Constraint> = {}): Constraint => {
    const name = node.conname ?? [table.name, ...(suffix === "pkey" ? [] : keys), suffix].join("_");
    const validated = validIfNew || !(node.skip_validation ?? false);
    return blankConstraint(name, type, keys, { validated, ...more });
  };
  const plus = (constraint: Constraint, indexes: readonly Index[] = []): Table => ({
    ...table,
    constraints: [...table.constraints, constraint],
    indexes: [...table.indexes, ...indexes],
  });
  switch (node.contype) {
    case "CONSTR_CHECK": {
      const mentioned: string[] = [];
      walk({ expression: node.raw_expr }, (kind, body) => {
        if (kind === "ColumnRef") mentioned.push(strings(body.fields as Node[]).at(-1) ?? "");
      });
      const proven = impliedNotNull(node.raw_expr).map((one) => `(${quoteIdentifier(one)} IS NOT NULL)`);
      const definition = `CHECK (${proven.join(" AND ") || "true"})`;
      return plus({ ...make("check", "check", { definition }), columns: [...new Set(mentioned)] });
    }
    case "CONSTR_NOTNULL":
      return plus(make("not null", "not_null"));
    case "CONSTR_FOREIGN": {
      const target = splitName(lookup.name(node.pktable));
      const references = { schema: target.schema, table: target.name, columns: strings(node.pk_attrs) };
      return plus(make("foreign key", "fkey", { references }));
    }
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE": {
      const primary = node.contype === "CONSTR_PRIMARY";
      const made = make(primary ? "primary key" : "unique", primary ? "pkey" : "key");
      const using = table.indexes.find((index) => index.name === node.indexname);
      const constraint = { ...made, columns: using?.columns ?? keys, indexName: made.name };
      const known = { ...table, indexes: table.indexes.filter((index) => index !== using) };
      const grown = {
        ...known,
        columns: primary
          ? known.columns.map((one) =>
              constraint.columns.includes(one.name) ? { ...one, notNull: true } : one,
            )
          : known.columns,
      };
      return {
        ...grown,
        constraints: [...grown.constraints, constraint],
        indexes: [...grown.indexes, blankIndex(made.name, constraint.columns, { unique: true })],
      };
    }
    default:
      return table;
  }
}

function withColumn(table: Table, definition: ColumnDef, lookup: Lookup, isNew: boolean): Table {
  const grown = { ...table, columns: [...table.columns, newColumn(definition)] };
  return (definition.constraints ?? []).reduce<Table>((made, one) => {
    const constraint = bodyOf(one, "Constraint");
    const skip = !constraint || constraint.contype === "CONSTR_NOTNULL";
    return skip ? made : withConstraint(made, constraint, definition.colname ?? "", lookup, isNew);
  }, grown);
}

function createTable(catalog: Catalog, node: Node, lookup: Lookup): Catalog {
  const statement = bodyOf(node, "CreateStmt");
  const relation = lookup.name(statement?.relation);
  if (!statement || lookup.table(relation)) return catalog;
  const parents = (statement.inhRelations ?? []).map((one) =>
    lookup.name(bodyOf(one, "RangeVar") ?? undefined),
  );
  const like = (statement.tableElts ?? []).flatMap((one) => {
    const source = bodyOf(one, "TableLikeClause")?.relation;
    return source ? (lookup.table(lookup.name(source))?.columns ?? []) : [];
  });
  const inherited = parents.flatMap((parent) => lookup.table(parent)?.columns ?? []);
  let table = blankTable(splitName(relation), {
    kind: statement.partspec ? "partitioned" : statement.partbound ? "partition" : "table",
    inheritsFrom: parents,
    columns: [...inherited, ...like],
    partitionKeyColumns: (statement.partspec?.partParams ?? []).flatMap(
      (one) => bodyOf(one, "PartitionElem")?.name ?? [],
    ),
    ...(statement.partbound?.is_default ? { partitioning: { key: null, bound: "DEFAULT" } } : {}),
  });
  for (const element of statement.tableElts ?? []) {
    const column = bodyOf(element, "ColumnDef");
    const constraint = bodyOf(element, "Constraint");
    if (column) table = withColumn(table, column, lookup, true);
    // NOT VALID is ignored in CREATE TABLE.
    if (constraint) table = withConstraint(table, constraint, null, lookup, true);
  }
  return { ...catalog, tables: [...catalog.tables, table] };
}

function change(catalog: Catalog, relation: string, how: (table: Table) => Table): Catalog {
  const at = catalog.tables.findIndex((table) => tableName(table) === relation);
  const table = catalog.tables[at];
  // What is known of a table from elsewhere is little: it still remembers what happens to it here.
  if (!table) return { ...catalog, tables: [...catalog.tables, how(blankTable(splitName(relation)))] };
  const tables = [...catalog.tables];
  tables[at] = how(table);
  return { ...catalog, tables };
}

function alterTable(catalog: Catalog, node: Node, lookup: Lookup): Catalog {
  const statement = bodyOf(node, "AlterTableStmt");
  if (statement?.objtype !== "OBJECT_TABLE") return catalog;
  const relation = lookup.name(statement.relation);
  const cmds = (statement.cmds ?? []).flatMap((cmd) => bodyOf(cmd, "AlterTableCmd") ?? []);
  return change(catalog, relation, (known) => {
    let table = known;
    for (const cmd of cmds) table = altered(table, cmd, lookup);
    return table;
  });
}

function altered(table: Table, cmd: AlterTableCmd, lookup: Lookup): Table {
  const name = cmd.name ?? "";
  const column = (how: (one: Column) => Column): Table => ({
    ...table,
    columns: table.columns.map((one) => (one.name === name ? how(one) : one)),
  });
  switch (cmd.subtype) {
    case "AT_AddColumn": {
      const definition = bodyOf(cmd.def, "ColumnDef");
      const there = table.columns.some((one) => one.name === definition?.colname);
      return definition && !there ? withColumn(table, definition, lookup, false) : table;
    }
    case "AT_DropColumn":
      return {
        ...table,
        columns: table.columns.filter((one) => one.name !== name),
        constraints: table.constraints.filter((one) => !one.columns.includes(name)),
        indexes: table.indexes.filter((one) => !one.mentions.includes(name)),
      };
    case "AT_AddConstraint": {
      const constraint = bodyOf(cmd.def, "Constraint");
      return constraint ? withConstraint(table, constraint, null, lookup, false) : table;
    }
    case "AT_ValidateConstraint":
      return {
        ...table,
        constraints: table.constraints.map((one) => (one.name === name ? { ...one, validated: true } : one)),
      };
    case "AT_DropConstraint":
      return {
        ...table,
        constraints: table.constraints.filter((one) => one.name !== name),
        indexes: table.indexes.filter((one) => one.name !== name),
      };
    case "AT_SetNotNull":
      return column((one) => ({ ...one, notNull: true }));
    case "AT_DropNotNull":
      return column((one) => ({ ...one, notNull: false }));
    case "AT_AlterColumnType":
      return column((one) => ({ ...one, type: typeText(bodyOf(cmd.def, "ColumnDef")?.typeName) }));
    default:
      return table;
  }
}

function createIndex(catalog: Catalog, node: Node, lookup: Lookup): Catalog {
  const statement = bodyOf(node, "IndexStmt");
  if (!statement?.idxname) return catalog;
  const elements = (statement.indexParams ?? []).flatMap((one) => bodyOf(one, "IndexElem") ?? []);
  const columns = elements.flatMap((one) => one.name ?? []);
  const index = blankIndex(statement.idxname, columns, {
    unique: statement.unique ?? false,
    hasExpressions: columns.length < elements.length,
    predicate: statement.whereClause ? "true" : null,
  });
  return change(catalog, lookup.name(statement.relation), (table) => ({
    ...table,
    indexes: [...table.indexes.filter((one) => one.name !== index.name), index],
  }));
}

function drop(catalog: Catalog, node: Node, lookup: Lookup): Catalog {
  const statement = bodyOf(node, "DropStmt");
  const names = (statement?.objects ?? []).map((object) => {
    const parts = strings(bodyOf(object, "List")?.items ?? bodyOf(object, "TypeName")?.names);
    return lookup.name({ schemaname: parts.length > 1 ? parts.at(-2) : undefined, relname: parts.at(-1) });
  });
  switch (statement?.removeType) {
    case "OBJECT_TABLE":
      return { ...catalog, tables: catalog.tables.filter((table) => !names.includes(tableName(table))) };
    case "OBJECT_INDEX": {
      const bare = names.map((name) => splitName(name).name);
      return {
        ...catalog,
        tables: catalog.tables.map((table) => ({
          ...table,
          indexes: table.indexes.filter((index) => !bare.includes(index.name)),
        })),
      };
    }
    default:
      return catalog;
  }
}

function rename(catalog: Catalog, node: Node, lookup: Lookup): Catalog {
  const statement = bodyOf(node, "RenameStmt");
  const relation = lookup.name(statement?.relation as RangeVar | undefined);
  if (!statement || !lookup.table(relation)) return catalog;
  if (statement.renameType === "OBJECT_TABLE") {
    return change(catalog, relation, (table) => ({ ...table, name: statement.newname ?? "" }));
  }
  if (statement.renameType !== "OBJECT_COLUMN") return catalog;
  const renamed = (name: string) => (name === statement.subname ? (statement.newname ?? "") : name);
  return change(catalog, relation, (table) => ({
    ...table,
    columns: table.columns.map((one) => ({ ...one, name: renamed(one.name) })),
    constraints: table.constraints.map((one) => ({ ...one, columns: one.columns.map(renamed) })),
    indexes: table.indexes.map((one) => ({ ...one, columns: one.columns.map(renamed) })),
  }));
}
