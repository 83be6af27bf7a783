import type { RangeVar } from "libpg-query";
import { quoteIdentifier } from "@/lib/sql/identifiers";

/** A table as a statement names it, with or without its schema. */
export function writtenRelation(relation: RangeVar | undefined): string {
  const name = quoteIdentifier(relation?.relname ?? "");
  return relation?.schemaname ? `${quoteIdentifier(relation.schemaname)}.${name}` : name;
}
