import * as z from "zod";
import { RelationName } from "./names";

/** An operation that is said as the statement that makes its object. */
export function saidAsStatement<const Kind extends string>(
  kind: Kind,
  { id, description, sql }: { readonly id: string; readonly description: string; readonly sql: string },
) {
  return z
    .strictObject({ kind: z.literal(kind), sql: z.string().min(1) })
    .meta({ id, description, example: { kind, sql } });
}

/** An operation about one object that a name tells: `schema.name`, or the bare name of what is in no schema. */
export function saidByName<const Kind extends string>(
  kind: Kind,
  { id, description, name }: { readonly id: string; readonly description: string; readonly name: string },
) {
  return z
    .strictObject({ kind: z.literal(kind), name: RelationName })
    .meta({ id, description, example: { kind, name } });
}
