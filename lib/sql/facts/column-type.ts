import type { ColumnDef, TypeName } from "libpg-query";
import { bodyOf, type Node, strings } from "../parse";
import type { Lookup } from "./lookup";
import { volatilityOf } from "./volatility";

const BUILT_IN = new Set(
  (
    "bool int2 int4 int8 float4 float8 numeric text varchar bpchar char name bytea date time timetz timestamp " +
    "timestamptz interval uuid json jsonb xml inet cidr macaddr macaddr8 bit varbit money oid regclass regproc point " +
    "line lseg box path polygon circle tsvector tsquery int4range int8range numrange tsrange tstzrange daterange " +
    "int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange pg_lsn"
  ).split(" "),
);

const SERIAL = new Set(["serial", "serial2", "serial4", "serial8", "smallserial", "bigserial"]);

/** Whether the type is one of the pseudo-types that make a sequence. */
export function isSerial(type: TypeName | undefined): boolean {
  const names = strings(type?.names);
  return names.length === 1 && SERIAL.has(names[0] ?? "");
}

/** Whether a new column of the type makes Postgres write every row: `unknown` where the catalog does not say. */
export function typeRewrites(type: TypeName | undefined, lookup: Lookup): "no" | "yes" | "unknown" {
  const names = strings(type?.names);
  const name = names.at(-1) ?? "";
  const schema = names.length > 1 ? names.at(-2) : null;
  if (type?.arrayBounds?.length) return "no"; // an array of a domain is no domain
  if ((schema === null || schema === "pg_catalog") && BUILT_IN.has(name)) return "no";
  const sameName = (candidate: { schema: string; name: string }) =>
    candidate.name === name && (schema === null || candidate.schema === schema);
  if (lookup.enumsNamed(name).some(sameName)) return "no";
  const domains = lookup.domainsNamed(name);
  if (!domains) return "unknown";
  return domains.some((domain) => sameName(domain) && domain.constrained) ? "yes" : "no";
}

export interface AddedColumn {
  readonly rewrites: boolean;
  readonly scans: boolean;
  readonly unknown: boolean;
  /** Tables that foreign keys of the new column point at. */
  readonly references: readonly string[];
}

/**
 * What ADD COLUMN does beside taking ACCESS EXCLUSIVE. A constant or stable default is kept in the catalog; a volatile
 * one, serial, identity, a stored generated column and a constrained domain write every row (observed on 12 to 18).
 */
export function addedColumn(column: ColumnDef, lookup: Lookup): AddedColumn {
  const constraints = (column.constraints ?? []).flatMap((node) => bodyOf(node, "Constraint") ?? []);
  const find = (kind: string) => constraints.find((constraint) => constraint.contype === kind);
  const defaultExpression: Node | undefined = find("CONSTR_DEFAULT")?.raw_expr;
  const generated = find("CONSTR_GENERATED");
  // Before 18 every generated column is stored; on 18 "v" stands for VIRTUAL, also where neither word is there.
  const virtual = generated?.generated_kind === "v" && lookup.serverMajor >= 18;
  const type = typeRewrites(column.typeName, lookup);
  const rewrites =
    type === "yes" ||
    isSerial(column.typeName) ||
    find("CONSTR_IDENTITY") !== undefined ||
    (generated !== undefined && !virtual) ||
    (defaultExpression !== undefined && volatilityOf(defaultExpression, lookup.functionsNamed) === "per-row");
  const foreignKeys = constraints.filter((constraint) => constraint.contype === "CONSTR_FOREIGN");
  const scans =
    rewrites ||
    ["CONSTR_CHECK", "CONSTR_UNIQUE", "CONSTR_PRIMARY"].some((kind) => find(kind) !== undefined) ||
    (find("CONSTR_NOTNULL") !== undefined && (defaultExpression === undefined || virtual)) ||
    (foreignKeys.length > 0 && defaultExpression !== undefined);
  return {
    rewrites,
    scans,
    unknown: type === "unknown" && !isSerial(column.typeName),
    references: foreignKeys.map((key) => lookup.name(key.pktable)),
  };
}
