import type { Catalog, CatalogFunction } from "@/lib/catalog/model";
import { bodyOf, type Node, strings, walk } from "../parse";

/** `once`: computed once for a statement, so a new column's default is stored in the catalog and rewrites nothing. */
export type Volatility = "once" | "per-row";

/**
 * Built-in functions that are STABLE or IMMUTABLE and common in defaults. What is not listed counts as volatile: a
 * needless backfill is slow, a needless rewrite under ACCESS EXCLUSIVE is an outage.
 * `now()` and the like do not rewrite: observed on 12 to 18.
 */
const ONCE = new Set(
  (
    "now transaction_timestamp statement_timestamp current_setting current_database current_schema " +
    "lower upper initcap btrim ltrim rtrim trim length char_length substr substring replace left right lpad rpad " +
    "concat concat_ws format md5 encode decode to_char to_date to_timestamp to_number date_trunc date_part extract " +
    "age timezone make_date make_time make_timestamp make_timestamptz make_interval abs ceil ceiling floor round " +
    "trunc mod power sqrt exp ln log sign greatest least coalesce nullif jsonb_build_object jsonb_build_array " +
    "json_build_object json_build_array to_json to_jsonb array_to_string string_to_array array_append array_cat " +
    "array_prepend array_fill int4range int8range numrange tsrange tstzrange daterange to_tsvector overlay position " +
    "split_part regexp_replace regexp_match regexp_split_to_array starts_with strpos ascii chr translate quote_literal " +
    "quote_ident quote_nullable octet_length bit_length convert_to convert_from to_hex jsonb_extract_path " +
    "jsonb_extract_path_text jsonb_array_length jsonb_typeof jsonb_set jsonb_strip_nulls array_length array_position " +
    "array_remove cardinality justify_interval justify_days justify_hours isfinite num_nulls num_nonnulls " +
    "repeat reverse sha256 txid_current pg_current_xact_id version"
  ).split(" "),
);

/** Built-in functions that are evaluated anew for every row. */
const PER_ROW = new Set(
  (
    "random random_normal clock_timestamp timeofday gen_random_uuid uuidv4 uuidv7 nextval currval lastval setval " +
    "pg_sleep"
  ).split(" "),
);

/** The functions of a bare name, in whatever schema. */
export type FunctionsNamed = (name: string) => readonly CatalogFunction[];

export function functionsOf({ functions }: Pick<Catalog, "functions">): FunctionsNamed {
  return (name) => functions.filter((one) => one.name === name);
}

/** How often an expression has to be evaluated when it becomes the default of a new column. */
export function volatilityOf(expression: Node, functions: FunctionsNamed): Volatility {
  let volatility: Volatility = "once";
  walk({ expression }, (kind, body) => {
    if (kind === "FuncCall" && callVolatility(body.funcname as Node[], functions) === "per-row") {
      volatility = "per-row";
    }
    // An operator that is named with its schema may be anybody's.
    if (kind === "A_Expr" && (body.name as Node[] | undefined)?.length === 2) {
      if (strings(body.name as Node[])[0] !== "pg_catalog") volatility = "per-row";
    }
  });
  return volatility;
}

/**
 * Whether the expression is known to give another value each time it is computed, by a built-in function or by one that
 * was created VOLATILE, as functions are where nothing else is said.
 */
export function isVolatile(expression: Node, catalog: Catalog): boolean {
  let volatile = false;
  walk({ expression }, (kind, body) => {
    if (kind !== "FuncCall") return;
    const parts = strings(body.funcname as Node[]);
    const [bare, schema] = [parts.at(-1) ?? "", parts.length > 1 ? parts[0] : null];
    const own = catalog.functions.filter(
      (one) => one.name === bare && (schema === null || one.schema === schema),
    );
    const builtIn = schema === null || schema === "pg_catalog";
    if (own.some((one) => one.volatility === "volatile") || (builtIn && PER_ROW.has(bare))) volatile = true;
  });
  return volatile;
}

function callVolatility(name: Node[], functions: FunctionsNamed): Volatility {
  const parts = strings(name);
  const bare = parts.at(-1) ?? "";
  const schema = parts.length > 1 ? parts[0] : null;
  const own = functions(bare).filter((candidate) => schema === null || candidate.schema === schema);
  const builtIn = schema === null || schema === "pg_catalog";
  if (own.length > 0) {
    // Of several functions of one name the arguments decide; all must be harmless.
    const harmless = own.every((candidate) => candidate.volatility !== "volatile");
    return harmless && !(builtIn && PER_ROW.has(bare)) ? "once" : "per-row";
  }
  return builtIn && ONCE.has(bare) ? "once" : "per-row";
}

/** Whether a call reaches code that the fact engine knows nothing about: such a call may do anything. */
export function isUnknownCall(name: Node[]): boolean {
  const parts = strings(name);
  if (parts.length > 1) return parts[0] !== "pg_catalog";
  const bare = parts[0] ?? "";
  return !ONCE.has(bare) && !PER_ROW.has(bare) && !AGGREGATES.has(bare);
}

const AGGREGATES = new Set(
  (
    "count sum min max avg bool_and bool_or every array_agg string_agg json_agg jsonb_agg row_number rank dense_rank " +
    "lag lead first_value last_value generate_series unnest pg_relation_size pg_total_relation_size"
  ).split(" "),
);

/** The column a plain reference names, e.g. `name` or `people.name`; null for anything else. */
export function columnNamed(node: Node | undefined): string | null {
  const fields = bodyOf(node, "ColumnRef")?.fields;
  return fields ? (strings(fields).at(-1) ?? null) : null;
}
