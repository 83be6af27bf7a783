import type {
  AlterEnumStmt,
  AlterPolicyStmt,
  AlterTableCmd,
  CreatePolicyStmt,
  DropStmt,
  RenameStmt,
  TableLikeClause,
} from "libpg-query";
import { bodyOf, type Node, strings } from "@/lib/sql/parse";
import { type Draft, rekey } from "./draft";
import { keyOf, type Table } from "./model";
import { namesColumn, quotedName, renameColumns, spelledExpression, spelledType } from "./spelling";
import { addColumn, addConstraint, addIdentity, addIndex, sequenceOf, setDefault } from "./table-entries";

/** Ours, and no part of the team's schema. */
const OWN_SCHEMA = "interlock";

/**
 * Changes the draft as the statement changes the database. What a snapshot has no place for (triggers, functions, comments,
 * rights, storage) is passed over, as are tables that the team's schema does not have.
 */
export function applyStatement(draft: Draft, node: Node): void {
  const alter = bodyOf(node, "AlterTableStmt");
  const table = draft.table(alter?.relation);
  if (alter && table) {
    for (const cmd of alter.cmds ?? []) alterTable(draft, table, bodyOf(cmd, "AlterTableCmd") ?? {});
  }
  const index = bodyOf(node, "IndexStmt");
  const indexed = draft.table(index?.relation);
  if (index && indexed) addIndex(draft, indexed, index);
  const rename = bodyOf(node, "RenameStmt");
  if (rename) applyRename(draft, rename);
  const drop = bodyOf(node, "DropStmt");
  if (drop) applyDrop(draft, drop);
  createTable(draft, node);
  createType(draft, node);
  createOther(draft, node);
  moveTable(draft, node);
}

function alterTable(draft: Draft, table: Table, cmd: AlterTableCmd): void {
  const column = table.columns[cmd.name ?? ""];
  const constraint = bodyOf(cmd.def, "Constraint");
  const definition = bodyOf(cmd.def, "ColumnDef");
  switch (cmd.subtype) {
    case "AT_AddColumn":
      if (definition) addColumn(draft, table, definition);
      return;
    case "AT_DropColumn":
      dropColumn(table, cmd.name ?? "");
      return;
    case "AT_AddConstraint":
      if (constraint) addConstraint(draft, table, constraint);
      return;
    case "AT_ValidateConstraint": {
      const proven = table.columns[draft.unproven.get(cmd.name ?? "") ?? ""];
      if (proven) proven.notNull = true;
      return;
    }
    case "AT_DropConstraint":
      for (const entries of constraintsOf(table)) delete entries[cmd.name ?? ""];
      return;
    case "AT_EnableRowSecurity":
    case "AT_DisableRowSecurity":
      table.isRLSEnabled = cmd.subtype === "AT_EnableRowSecurity";
      return;
  }
  if (!column) return;
  switch (cmd.subtype) {
    case "AT_ColumnDefault":
      setDefault(column, cmd.def);
      return;
    case "AT_SetNotNull":
    case "AT_DropNotNull":
      column.notNull = cmd.subtype === "AT_SetNotNull";
      return;
    case "AT_AlterColumnType":
      if (!definition?.typeName) return;
      delete column.typeSchema;
      Object.assign(column, spelledType(definition.typeName, draft.snapshot));
      return;
    case "AT_AddIdentity":
      if (constraint) addIdentity(table, column, constraint);
      return;
    case "AT_SetIdentity":
      setIdentity(table, column.name, bodyOf(cmd.def, "List")?.items ?? []);
      return;
    case "AT_DropIdentity":
      delete column.identity;
      return;
    case "AT_DropExpression":
      delete column.generated;
      return;
    case "AT_SetExpression":
      if (cmd.def) {
        column.generated = { type: "stored", as: draft.own(spelledExpression(cmd.def, table.name)) };
      }
      return;
    default:
      return;
  }
}

function setIdentity(table: Table, name: string, options: readonly Node[]): void {
  const column = table.columns[name];
  if (!column?.identity) return;
  const { type, ...before } = column.identity;
  const when = options.map((one) => bodyOf(one, "DefElem")).find((one) => one?.defname === "generated");
  const asked = bodyOf(when?.arg, "Integer")?.ival;
  // The letter of pg_attribute.attidentity as a number.
  const next = asked === undefined ? type : String.fromCharCode(asked) === "a" ? "always" : "byDefault";
  column.identity = { type: next, ...sequenceOf(before.name, before.schema, column.type, options, before) };
}

const constraintsOf = (table: Table): readonly Record<string, { name: string }>[] => [
  table.foreignKeys,
  table.compositePrimaryKeys,
  table.uniqueConstraints,
  table.checkConstraints,
];

/** With all that goes with it. */
function dropColumn(table: Table, name: string): void {
  delete table.columns[name];
  for (const index of Object.values(table.indexes)) {
    const used = index.columns.some(({ expression, isExpression }) =>
      isExpression ? namesColumn(expression, name) : expression === name,
    );
    if (used || (index.where !== undefined && namesColumn(index.where, name)))
      delete table.indexes[index.name];
  }
  for (const key of Object.values(table.foreignKeys)) {
    if (key.columnsFrom.includes(name)) delete table.foreignKeys[key.name];
  }
  for (const entries of [table.uniqueConstraints, table.compositePrimaryKeys]) {
    for (const key of Object.values(entries)) if (key.columns.includes(name)) delete entries[key.name];
  }
  for (const check of Object.values(table.checkConstraints)) {
    if (namesColumn(check.value, name)) delete table.checkConstraints[check.name];
  }
}

function applyRename(draft: Draft, rename: RenameStmt): void {
  const { relation, subname = "", newname = "" } = rename;
  const schema = relation?.schemaname ?? "public";
  const table = draft.table(relation);
  switch (rename.renameType) {
    case "OBJECT_COLUMN":
      if (table) renameColumn(draft, table, subname, newname);
      return;
    case "OBJECT_TABCONSTRAINT":
      if (table) for (const entries of constraintsOf(table)) rekey(entries, subname, newname);
      return;
    case "OBJECT_POLICY":
      if (table) rekey(table.policies, subname, newname);
      return;
    case "OBJECT_TABLE":
      if (table) placeTable(draft, table, schema, newname);
      return;
    case "OBJECT_INDEX":
      for (const one of draft.tablesIn(schema)) {
        for (const entries of [one.indexes, one.uniqueConstraints, one.compositePrimaryKeys]) {
          rekey(entries as Record<string, { name: string }>, relation?.relname ?? "", newname);
        }
      }
      return;
    case "OBJECT_VIEW":
    case "OBJECT_MATVIEW":
    case "OBJECT_SEQUENCE": {
      const entries =
        rename.renameType === "OBJECT_SEQUENCE" ? draft.snapshot.sequences : draft.snapshot.views;
      const entry = entries[keyOf(schema, relation?.relname ?? "")];
      if (!entry) return;
      delete entries[keyOf(schema, entry.name)];
      Object.assign(entries, { [keyOf(schema, newname)]: { ...entry, name: newname } });
      return;
    }
    case "OBJECT_TYPE":
      renameEnum(draft, strings(bodyOf(rename.object, "List")?.items), newname);
      return;
    default:
      return;
  }
}

function renameColumn(draft: Draft, table: Table, from: string, to: string): void {
  const column = table.columns[from];
  if (!column || table.columns[to]) return;
  rekey(table.columns, from, to);
  const swap = (names: readonly string[]) => names.map((name) => (name === from ? to : name));
  const text = (expression: string) => renameColumns(expression, new Map([[from, to]]));
  for (const index of Object.values(table.indexes)) {
    for (const key of index.columns) {
      key.expression = key.isExpression ? text(key.expression) : (swap([key.expression])[0] ?? "");
    }
    if (index.where !== undefined) index.where = text(index.where);
  }
  for (const key of [
    ...Object.values(table.uniqueConstraints),
    ...Object.values(table.compositePrimaryKeys),
  ]) {
    key.columns = swap(key.columns);
  }
  for (const check of Object.values(table.checkConstraints)) check.value = text(check.value);
  for (const policy of Object.values(table.policies)) {
    if (policy.using !== undefined) policy.using = text(policy.using);
    if (policy.withCheck !== undefined) policy.withCheck = text(policy.withCheck);
  }
  for (const one of Object.values(table.columns)) {
    if (one.generated) one.generated = { ...one.generated, as: text(one.generated.as) };
  }
  for (const key of Object.values(table.foreignKeys)) key.columnsFrom = swap(key.columnsFrom);
  for (const other of Object.values(draft.snapshot.tables)) {
    for (const key of Object.values(other.foreignKeys)) {
      if (keyOf(key.schemaTo, key.tableTo) === keyOf(table.schema, table.name)) {
        key.columnsTo = swap(key.columnsTo);
      }
    }
  }
}

/** Under another name or in another schema; what refers to it follows. */
function placeTable(draft: Draft, table: Table, schema: string, name: string): void {
  const before = keyOf(table.schema, table.name);
  if (draft.snapshot.tables[keyOf(schema, name)]) return;
  delete draft.snapshot.tables[before];
  for (const key of Object.values(table.foreignKeys)) key.tableFrom = name;
  const { name: old } = table;
  table.name = name;
  table.schema = schema === "public" ? "" : schema;
  requalify(table, old);
  draft.snapshot.tables[keyOf(schema, name)] = table;
  for (const other of Object.values(draft.snapshot.tables)) {
    for (const key of Object.values(other.foreignKeys)) {
      if (keyOf(key.schemaTo, key.tableTo) !== before) continue;
      key.tableTo = name;
      if (schema === "public") delete key.schemaTo;
      else key.schemaTo = schema;
    }
  }
}

/** Expressions that name the table by its old name name it by its own. */
function requalify(table: Table, old: string): void {
  const text = (expression: string) =>
    expression.replaceAll(`${quotedName(old)}.`, () => `${quotedName(table.name)}.`);
  for (const check of Object.values(table.checkConstraints)) check.value = text(check.value);
  for (const index of Object.values(table.indexes)) if (index.where) index.where = text(index.where);
  for (const policy of Object.values(table.policies)) {
    if (policy.using !== undefined) policy.using = text(policy.using);
    if (policy.withCheck !== undefined) policy.withCheck = text(policy.withCheck);
  }
  for (const column of Object.values(table.columns)) {
    if (column.generated) column.generated = { ...column.generated, as: text(column.generated.as) };
  }
}

function moveTable(draft: Draft, node: Node): void {
  const move = bodyOf(node, "AlterObjectSchemaStmt");
  const table = move?.objectType === "OBJECT_TABLE" ? draft.table(move.relation) : undefined;
  if (table) placeTable(draft, table, move?.newschema ?? "public", table.name);
}

function renameEnum(draft: Draft, path: readonly string[], to: string): void {
  const [name = "", schema] = path.toReversed();
  const { enums, tables } = draft.snapshot;
  const type = enums[keyOf(schema, name)];
  if (!type || enums[keyOf(schema, to)]) return;
  delete enums[keyOf(schema, name)];
  enums[keyOf(schema, to)] = { ...type, name: to };
  for (const column of Object.values(tables).flatMap((table) => Object.values(table.columns))) {
    if (column.typeSchema !== type.schema || column.type.replace(/(\[\d*\])+$/, "") !== name) continue;
    column.type = to + column.type.slice(name.length);
  }
}

function applyDrop(draft: Draft, drop: DropStmt): void {
  const { snapshot } = draft;
  for (const object of drop.objects ?? []) {
    const path = strings(bodyOf(object, "List")?.items ?? bodyOf(object, "TypeName")?.names ?? [object]);
    const [name = "", schema = "public"] = path.toReversed();
    switch (drop.removeType) {
      case "OBJECT_TABLE":
        delete snapshot.tables[keyOf(schema, name)];
        break;
      case "OBJECT_INDEX":
        for (const table of draft.tablesIn(schema)) delete table.indexes[name];
        break;
      case "OBJECT_VIEW":
      case "OBJECT_MATVIEW":
        delete snapshot.views[keyOf(schema, name)];
        draft.views.delete(keyOf(schema, name));
        break;
      case "OBJECT_TYPE":
        delete snapshot.enums[keyOf(schema, name)];
        break;
      case "OBJECT_SEQUENCE":
        delete snapshot.sequences[keyOf(schema, name)];
        break;
      case "OBJECT_SCHEMA":
        delete snapshot.schemas[name];
        break;
      case "OBJECT_POLICY": {
        const [policy = "", relname = "", schemaname] = path.toReversed();
        const table = draft.table(schemaname === undefined ? { relname } : { relname, schemaname });
        if (table) delete table.policies[policy];
        break;
      }
      default:
        break;
    }
  }
}

function createTable(draft: Draft, node: Node): void {
  const create = bodyOf(node, "CreateStmt");
  const { relname: name = "", schemaname: schema = "public" } = create?.relation ?? {};
  if (!create || schema === OWN_SCHEMA || draft.snapshot.tables[keyOf(schema, name)]) return;
  if (create.partbound || create.inhRelations?.length) return;
  const parts = create.tableElts ?? [];
  const like = parts.flatMap((part) => bodyOf(part, "TableLikeClause") ?? []);
  if (like.some((clause) => !draft.table(clause.relation))) return;
  const table: Table = {
    name,
    schema: schema === "public" ? "" : schema,
    columns: {},
    indexes: {},
    foreignKeys: {},
    compositePrimaryKeys: {},
    uniqueConstraints: {},
    policies: {},
    checkConstraints: {},
    isRLSEnabled: false,
  };
  draft.snapshot.tables[keyOf(schema, name)] = table;
  for (const clause of like) copyColumns(draft, table, clause);
  for (const part of parts) {
    const column = bodyOf(part, "ColumnDef");
    if (column) addColumn(draft, table, column);
  }
  for (const part of parts) {
    const constraint = bodyOf(part, "Constraint");
    if (constraint) addConstraint(draft, table, constraint);
  }
}

/** https://www.postgresql.org/docs/current/sql-createtable.html, LIKE; the bits are those of TableLikeOption in the source. */
const LIKE = { constraints: 4, defaults: 8, generated: 16, identity: 32 } as const;

function copyColumns(draft: Draft, table: Table, { relation, options = 0 }: TableLikeClause): void {
  const source = draft.table(relation);
  const has = (part: keyof typeof LIKE) => (options & LIKE[part]) !== 0;
  for (const column of Object.values(structuredClone(source?.columns ?? {}))) {
    const { default: value, generated, identity, ...rest } = column;
    table.columns[column.name] = {
      ...rest,
      primaryKey: false,
      ...(value !== undefined && has("defaults") ? { default: value } : {}),
      ...(generated && has("generated") ? { generated } : {}),
      ...(identity && has("identity") ? { identity } : {}),
    };
  }
  if (!source || !has("constraints")) return;
  for (const check of Object.values(source.checkConstraints))
    table.checkConstraints[check.name] = { ...check };
  requalify(table, source.name);
}

function createType(draft: Draft, node: Node): void {
  const { enums } = draft.snapshot;
  const create = bodyOf(node, "CreateEnumStmt");
  if (create) {
    const [name = "", schema = "public"] = strings(create.typeName).toReversed();
    enums[keyOf(schema, name)] ??= { name, schema, values: strings(create.vals) };
  }
  const alter = bodyOf(node, "AlterEnumStmt");
  if (alter) alterEnum(draft, alter);
}

function alterEnum({ snapshot }: Draft, alter: AlterEnumStmt): void {
  const [name = "", schema] = strings(alter.typeName).toReversed();
  const type = snapshot.enums[keyOf(schema, name)];
  const { oldVal, newVal = "", newValNeighbor: neighbour } = alter;
  if (!type) return;
  if (oldVal !== undefined) {
    type.values = type.values.map((value) => (value === oldVal ? newVal : value));
    return;
  }
  if (type.values.includes(newVal)) return;
  const at = neighbour === undefined ? type.values.length : type.values.indexOf(neighbour);
  type.values.splice(alter.newValIsAfter ? at + 1 : at, 0, newVal);
}

function createOther(draft: Draft, node: Node): void {
  const { snapshot } = draft;
  const schema = bodyOf(node, "CreateSchemaStmt")?.schemaname;
  if (schema && schema !== OWN_SCHEMA) snapshot.schemas[schema] = schema;

  const sequence = bodyOf(node, "CreateSeqStmt") ?? bodyOf(node, "AlterSeqStmt");
  const { relname: name = "", schemaname = "public" } = sequence?.sequence ?? {};
  if (sequence && schemaname !== OWN_SCHEMA) {
    const key = keyOf(schemaname, name);
    const options = sequence.options ?? [];
    const before = snapshot.sequences[key];
    const isOwned = options.some((option) => bodyOf(option, "DefElem")?.defname === "owned_by");
    // One that belongs to a column goes with it, and the team's schema does not list it.
    if (isOwned) delete snapshot.sequences[key];
    else if (before || bodyOf(node, "CreateSeqStmt")) {
      const type = options
        .map((option) => bodyOf(option, "DefElem"))
        .find((one) => one?.defname === "as")?.arg;
      const typeName = bodyOf(type, "TypeName");
      const as = typeName ? spelledType(typeName, snapshot).type : "bigint";
      snapshot.sequences[key] = sequenceOf(name, schemaname, as, options, before);
    }
  }

  const view = bodyOf(node, "ViewStmt")?.view ?? bodyOf(node, "CreateTableAsStmt")?.into?.rel;
  if (view && view.schemaname !== OWN_SCHEMA) draft.views.add(keyOf(view.schemaname, view.relname ?? ""));

  const policy = bodyOf(node, "CreatePolicyStmt");
  if (policy) createPolicy(draft, policy);
  const altered = bodyOf(node, "AlterPolicyStmt");
  if (altered) alterPolicy(draft, altered);
}

function createPolicy(draft: Draft, policy: CreatePolicyStmt): void {
  const table = draft.table(policy.table);
  const name = policy.policy_name ?? "";
  if (!table) return;
  table.policies[name] = {
    name,
    as: policy.permissive === true ? "PERMISSIVE" : "RESTRICTIVE",
    for: (policy.cmd_name ?? "all").toUpperCase(),
    to: rolesOf(policy),
    ...rulesOf(draft, table, policy),
  };
}

function alterPolicy(draft: Draft, policy: AlterPolicyStmt): void {
  const table = draft.table(policy.table);
  const before = table?.policies[policy.policy_name ?? ""];
  if (!table || !before) return;
  if (policy.roles?.length) before.to = rolesOf(policy);
  Object.assign(before, rulesOf(draft, table, policy));
}

const rolesOf = ({ roles }: Pick<CreatePolicyStmt, "roles">): string[] =>
  (roles ?? [])
    .map((role) => {
      const spec = bodyOf(role, "RoleSpec");
      if (spec?.roletype === "ROLESPEC_PUBLIC") return "public";
      return spec?.rolename ?? spec?.roletype?.replace("ROLESPEC_", "").toLowerCase() ?? "";
    })
    .sort();

function rulesOf(
  draft: Draft,
  table: Table,
  { qual, with_check }: Pick<CreatePolicyStmt, "qual" | "with_check">,
) {
  const text = (rule: Node) => draft.own(spelledExpression(rule, table.name));
  return {
    ...(qual ? { using: text(qual) } : {}),
    ...(with_check ? { withCheck: text(with_check) } : {}),
  };
}
