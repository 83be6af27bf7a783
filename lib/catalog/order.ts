/** By code units: the order must not depend on a locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
export const byName = (a: { name: string }, b: { name: string }) => compare(a.name, b.name);
export const byQualifiedName = (a: { schema: string; name: string }, b: { schema: string; name: string }) =>
  compare(a.schema, b.schema) || compare(a.name, b.name);
