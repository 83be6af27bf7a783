/**
 * Where a text with a NUL character stands in an input, null where none does. Postgres keeps none, neither in text nor
 * in jsonb. https://www.postgresql.org/docs/current/datatype-character.html
 */
export function pathOfNul(value: unknown): string[] | null {
  if (typeof value === "string") return value.includes("\0") ? [] : null;
  if (value === null || typeof value !== "object") return null;
  for (const [name, inner] of Object.entries(value)) {
    // The name itself would not be stored either, nor shown.
    if (name.includes("\0")) return [];
    const path = pathOfNul(inner);
    if (path) return [name, ...path];
  }
  return null;
}
