import type { Catalog } from "@/lib/catalog/model";
import { relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, strings } from "@/lib/sql/parse";
import { resolveTable } from "./names-in-catalog";

export type DroppedObject = NonNullable<ReturnType<typeof droppedObject>>;

/** What a DROP of one object names; null for every other statement, and for CASCADE. */
export function droppedObject(node: Node | undefined) {
  const drop = bodyOf(node, "DropStmt");
  const [object, ...more] = drop?.objects ?? [];
  if (!drop || !object || more.length > 0 || drop.behavior === "DROP_CASCADE") return null;
  const parts = strings(bodyOf(object, "List")?.items);
  return { kind: drop.removeType, object, parts, mayMiss: drop.missing_ok ?? false };
}

/** Whether a DROP TRIGGER or DROP POLICY, which say the table and the name in one list, is about that one. */
export function dropsOf(
  { parts }: DroppedObject,
  made: { readonly table: Parameters<typeof relationName>[0]; readonly name: string },
  catalog: Catalog,
): boolean {
  if (parts.at(-1) !== made.name) return false;
  const found = resolveTable(catalog, { schema: parts.at(-3) ?? null, name: parts.at(-2) ?? "" });
  return found.ok && relationName(found.value) === relationName(made.table);
}
