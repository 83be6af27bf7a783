import type { Catalog } from "@/lib/catalog/model";
import { isSerial } from "@/lib/sql/facts/column-type";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { type Node, strings, walk } from "@/lib/sql/parse";
import { didYouMean, nearest } from "./nearest";

/** Names that SQL has for types besides those in the catalog. */
const SQL_NAMES =
  "integer bigint smallint boolean real decimal numeric character varchar timestamp timestamptz time interval".split(
    " ",
  );

/**
 * Why a tree cannot run: a type or collation in it that the server does not have, with the nearest that it has. Null where
 * all are there, and where the catalog does not say what there is.
 */
export function missingName(tree: unknown, catalog: Catalog): string | null {
  const { usable } = catalog;
  if (!usable) return null;
  const rows = [...catalog.tables, ...catalog.views, ...catalog.enums, ...(catalog.domains ?? [])];
  let missing: string | null = null;
  const look = (what: "type" | "collation", parts: readonly string[]) => {
    const [schema, name] = parts.length > 1 ? [parts.at(-2), parts.at(-1)] : [null, parts[0]];
    if (name === undefined || missing !== null || schema === "information_schema") return;
    const known = what === "type" ? usable.types : usable.collations;
    const schemas = schema ? [schema] : ["pg_catalog", ...catalog.searchPath];
    const has = schemas.some(
      (one) =>
        known[one]?.includes(name) ||
        (what === "type" && rows.some((row) => row.schema === one && row.name === name)),
    );
    if (has) return;
    const others = what === "type" ? [...SQL_NAMES, ...rows.map((row) => row.name)] : [];
    const close = nearest(name, [...new Set([...Object.values(known).flat(), ...others])]).map(
      quoteIdentifier,
    );
    missing = `there is no ${what} ${parts.map(quoteIdentifier).join(".")}${didYouMean(close)}`;
  };
  walk({ tree }, (kind, body) => {
    // Of a serial column only the parser knows the type.
    if (/^typeName$/i.test(kind) && !isSerial(body)) look("type", strings(body.names as Node[]));
    if (/^coll(ate)?Clause$/i.test(kind)) look("collation", strings(body.collname as Node[]));
  });
  return missing;
}
