/** pgroll's operations, by the key that each stands under. From its JSON schema, 0.16. */
const OPERATIONS: readonly string[] = [
  "add_column",
  "alter_column",
  "create_constraint",
  "create_index",
  "create_table",
  "drop_column",
  "drop_constraint",
  "drop_index",
  "drop_multicolumn_constraint",
  "drop_table",
  "rename_column",
  "rename_constraint",
  "rename_table",
  "set_replica_identity",
  "sql",
];

/** One entry of a file's `operations`: its key and what stands under it. */
type Operation = readonly [kind: string, body: unknown];

/** What a migration in JSON does, in order; null where the text is none of pgroll's. Those in YAML are not read. */
export function operationsIn(content: string): readonly Operation[] | null {
  if (!content.includes('"operations"')) return null;
  const operations = parsed(content);
  if (!Array.isArray(operations) || operations.length === 0) return null;
  const list = operations.map((one: unknown): Operation => Object.entries(one ?? {})[0] ?? ["", null]);
  return list.every(([kind]) => OPERATIONS.includes(kind)) ? list : null;
}

function parsed(content: string): unknown {
  try {
    return (JSON.parse(content) as { operations?: unknown } | null)?.operations;
  } catch {
    return null;
  }
}
