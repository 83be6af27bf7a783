import type { AlterTableCmd } from "libpg-query";
import type { Catalog, Table } from "@/lib/catalog/model";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, strings } from "@/lib/sql/parse";
import { resolveColumn, resolveTable } from "./names-in-catalog";

/** A property of a table or column that one ALTER TABLE sets: what it says, and what says the former value again. */
export interface TableSetting {
  readonly table: Table;
  /** Behind `ALTER TABLE name`. */
  readonly clause: string;
  readonly back: readonly string[];
  /** It is so already. */
  readonly same: boolean;
}

const ROW_SECURITY = {
  AT_EnableRowSecurity: {
    clause: "ENABLE ROW LEVEL SECURITY",
    back: "DISABLE ROW LEVEL SECURITY",
    forced: false,
    on: true,
  },
  AT_DisableRowSecurity: {
    clause: "DISABLE ROW LEVEL SECURITY",
    back: "ENABLE ROW LEVEL SECURITY",
    forced: false,
    on: false,
  },
  AT_ForceRowSecurity: {
    clause: "FORCE ROW LEVEL SECURITY",
    back: "NO FORCE ROW LEVEL SECURITY",
    forced: true,
    on: true,
  },
  AT_NoForceRowSecurity: {
    clause: "NO FORCE ROW LEVEL SECURITY",
    back: "FORCE ROW LEVEL SECURITY",
    forced: true,
    on: false,
  },
} as const;
const IDENTITIES: Readonly<Record<string, Table["replicaIdentity"]>> = {
  d: "default",
  n: "nothing",
  f: "full",
  i: "index",
};
const STORAGES = ["plain", "external", "extended", "main"] as const;

/** The one thing that the statement sets on a table; null where it is no such statement. */
export function settingCommand(node: Node): AlterTableCmd | null {
  const alter = bodyOf(node, "AlterTableStmt");
  if (alter?.objtype !== "OBJECT_TABLE" || alter.cmds?.length !== 1) return null;
  return bodyOf(alter.cmds[0], "AlterTableCmd");
}

/** What the statement sets, on the table as the catalog has it; fails with a sentence. */
export function settingIn(node: Node, catalog: Catalog): Result<TableSetting, string> {
  const relation = bodyOf(node, "AlterTableStmt")?.relation;
  const cmd = settingCommand(node);
  if (!cmd) return fail("it sets nothing on a table");
  const found = resolveTable(catalog, {
    schema: relation?.schemaname || null,
    name: relation?.relname ?? "",
  });
  if (!found.ok) return fail(found.failure[0]?.message ?? "its table is missing");
  const table = found.value;
  const of = (setting: Omit<TableSetting, "table">) => ok({ table, ...setting });
  switch (cmd.subtype) {
    case "AT_EnableRowSecurity":
    case "AT_DisableRowSecurity":
    case "AT_ForceRowSecurity":
    case "AT_NoForceRowSecurity": {
      const { clause, back, forced, on } = ROW_SECURITY[cmd.subtype];
      return of({
        clause,
        back: [back],
        same: (forced ? (table.rowSecurityForced ?? false) : table.rowSecurity) === on,
      });
    }
    case "AT_ReplicaIdentity": {
      const said = bodyOf(cmd.def, "ReplicaIdentityStmt");
      const identity = IDENTITIES[said?.identity_type ?? ""] ?? "default";
      const index = identity === "index" ? (said?.name ?? "") : null;
      if (index !== null && !table.indexes.some((one) => one.name === index && one.unique)) {
        return fail(`${relationName(table)} has no unique index ${quoteIdentifier(index)}`);
      }
      const before = table.replicaIdentityIndex ?? null;
      const clause = replicaIdentity(identity, index);
      const back = replicaIdentity(table.replicaIdentity, before);
      return of({ clause, back: [back], same: clause === back });
    }
    case "AT_SetRelOptions":
    case "AT_ResetRelOptions":
      return options(cmd, table);
    case "AT_SetStatistics":
    case "AT_SetStorage":
      return onColumn(cmd, table, catalog.serverMajor);
    default:
      return fail("it sets nothing on a table");
  }
}

function replicaIdentity(identity: Table["replicaIdentity"], index: string | null): string {
  return `REPLICA IDENTITY ${identity === "index" ? `USING INDEX ${quoteIdentifier(index ?? "")}` : identity.toUpperCase()}`;
}

function options(cmd: AlterTableCmd, table: Table): Result<TableSetting, string> {
  const reset = cmd.subtype === "AT_ResetRelOptions";
  const elements = (bodyOf(cmd.def, "List")?.items ?? []).flatMap((one) => bodyOf(one, "DefElem") ?? []);
  const wanted = elements.map((one) => ({
    name: one.defname ?? "",
    value: reset ? null : optionValue(one.arg),
  }));
  const now = new Map(
    (table.options ?? []).map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]),
  );
  const before = wanted.map(({ name }) => ({ name, value: now.get(name) ?? null }));
  return ok({
    table,
    clause: optionClauses(wanted).join(", "),
    back: optionClauses(before),
    same: wanted.every(({ name, value }) => (now.get(name) ?? null) === value),
  });
}

/** One clause that sets and one that resets, where there is anything to say. */
function optionClauses(
  options: readonly { readonly name: string; readonly value: string | null }[],
): string[] {
  const set = options.flatMap(({ name, value }) =>
    value === null
      ? []
      : `${quoteIdentifier(name)} = ${/^-?[0-9.]+$/.test(value) ? value : quoteLiteral(value)}`,
  );
  const reset = options.flatMap(({ name, value }) => (value === null ? quoteIdentifier(name) : []));
  return [
    ...(set.length > 0 ? [`SET (${set.join(", ")})`] : []),
    ...(reset.length > 0 ? [`RESET (${reset.join(", ")})`] : []),
  ];
}

/** As pg_class.reloptions keeps it: a name alone is true. */
function optionValue(arg: Node | undefined): string {
  const integer = bodyOf(arg, "Integer");
  if (integer) return String(integer.ival ?? 0);
  const text = bodyOf(arg, "Float")?.fval ?? bodyOf(arg, "String")?.sval;
  return text ?? strings(bodyOf(arg, "TypeName")?.names).at(-1) ?? "true";
}

function onColumn(cmd: AlterTableCmd, table: Table, serverMajor: number): Result<TableSetting, string> {
  const found = resolveColumn(table, cmd.name ?? "");
  if (!found.ok) return fail(found.failure[0]?.message ?? "its column is missing");
  const column = found.value;
  const alter = `ALTER COLUMN ${quoteIdentifier(column.name)}`;
  if (cmd.subtype === "AT_SetStatistics") {
    const said = bodyOf(cmd.def, "Integer");
    const target = said && (said.ival ?? 0) >= 0 ? (said.ival ?? 0) : null;
    const clause = (value: number | null) => `${alter} SET STATISTICS ${value ?? -1}`;
    return ok({
      table,
      clause: clause(target),
      back: [clause(column.statisticsTarget)],
      same: column.statisticsTarget === target,
    });
  }
  const said = bodyOf(cmd.def, "String")?.sval?.toLowerCase() ?? "";
  const storage = STORAGES.find((one) => one === said);
  if (!storage) return fail(`say the storage itself: ${STORAGES.join(", ")}`);
  const usual =
    serverMajor >= 16 ? "default" : /^(numeric|inet|cidr)/.test(column.type) ? "main" : "extended";
  const clause = (value: string) => `${alter} SET STORAGE ${value.toUpperCase()}`;
  return ok({
    table,
    clause: clause(storage),
    back: [clause(column.storage ?? usual)],
    same: column.storage === storage,
  });
}
