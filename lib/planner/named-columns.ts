import { type Node, parseSql, strings, walk } from "@/lib/sql/parse";

/** Columns that an expression, or a list of index keys, names; in the order of their first mention. */
export function namedColumns(text: string): readonly string[] {
  const names = new Set<string>();
  const parsed = parseSql(`CREATE INDEX i ON t ((${text}))`);
  const keys = parsed.ok ? parsed : parseSql(`CREATE INDEX i ON t (${text})`);
  if (!keys.ok) return [];
  walk(keys.value[0]?.node, (kind, body) => {
    if (kind === "ColumnRef") {
      const name = strings(body.fields as Node[]).at(-1);
      if (name !== undefined) names.add(name);
    }
    if (kind === "IndexElem" && typeof body.name === "string") names.add(body.name);
  });
  return [...names];
}
