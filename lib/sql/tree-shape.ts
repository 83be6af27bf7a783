import { bodyOf, type Node, parseSql, strings } from "./parse";

/** A parse tree as text, without places in the source; storage parameters read the same as number and as string. */
export function treeShape(tree: unknown): string {
  return JSON.stringify(tree, (key, value) => {
    if (/location$|^stmt_len$|^(rexpr_)?list_(start|end)$/.test(key)) return undefined;
    const number = bodyOf(value !== null && typeof value === "object" ? value : undefined, "Integer");
    return number ? { String: { sval: String(number.ival ?? 0) } } : value;
  });
}

/**
 * Whether an expression says what the server prints; `home` is the schema in which names without one are found first. False
 * also where only the server could tell.
 */
export function saysSame(written: Node | undefined, printed: string | null, home: string): boolean {
  if (written === undefined || printed === null) return written === undefined && printed === null;
  const parsed = parseSql(`SELECT ${printed}`);
  const select = parsed.ok ? bodyOf(parsed.value[0]?.node, "SelectStmt") : null;
  const value = bodyOf(select?.targetList?.[0], "ResTarget")?.val;
  return treeShape(plainTree(written, home)) === treeShape(plainTree(value, home));
}

/**
 * The tree without what the server adds when it prints: `::text` behind literals, `pg_catalog`, and the schema in which
 * names without one are found first.
 */
export function plainTree(tree: unknown, home: string): unknown {
  if (Array.isArray(tree)) return tree.map((one) => plainTree(one, home));
  if (tree === null || typeof tree !== "object") return tree;
  const { typeName, arg } = bodyOf(tree as Node, "TypeCast") ?? {};
  const isText = strings(typeName?.names).at(-1) === "text" && !typeName?.arrayBounds?.length;
  if (isText && bodyOf(arg, "A_Const")?.sval) return arg;
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) => {
      if (key === "schemaname" && value === home) return [];
      const path = /^(funcname|names)$/.test(key) ? strings(value as Node[]) : [];
      const known = path.length === 2 && [home, "pg_catalog"].includes(path[0] ?? "");
      return [[key, plainTree(known ? (value as Node[]).slice(1) : value, home)]];
    }),
  );
}
