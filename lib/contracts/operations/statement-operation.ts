import * as z from "zod";
import { ColumnName, RelationName } from "./names";

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
    .strictObject({
      kind: z.literal(kind),
      name: z
        .string()
        .min(1)
        .meta({ description: "As SQL writes it, with its schema where it has one", example: name }),
    })
    .meta({ id, description, example: { kind, name } });
}

/** An operation about something of a table that has a name of its own there: a trigger, a policy. */
export function saidOnTable<const Kind extends string>(
  kind: Kind,
  { id, description, name }: { readonly id: string; readonly description: string; readonly name: string },
) {
  return z
    .strictObject({ kind: z.literal(kind), table: RelationName, name: ColumnName })
    .meta({ id, description, example: { kind, table: "public.people", name } });
}
