import type { View } from "@/lib/catalog/model";
import { quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, onlyNode, strings } from "@/lib/sql/parse";

const words = ({ materialized }: Pick<View, "materialized">) => (materialized ? "MATERIALIZED VIEW" : "VIEW");

export function dropViewSql(view: Pick<View, "schema" | "name" | "materialized">): string {
  return `DROP ${words(view)} ${relationName(view)}`;
}

/**
 * Carried out between dropping and making again the views that read a view, which keep Postgres from dropping it; each of
 * `readers` is behind those that it reads itself.
 */
export function besideReaders(readers: readonly View[], statements: readonly string[]): readonly string[] {
  return [...readers.toReversed().map(dropViewSql), ...statements, ...readers.flatMap(createViewAgain)];
}

/** The comment, rights and what else hung on a view, as far as it is about columns that it still has. */
export function belongingsAgain(view: View, columns: readonly string[]): readonly string[] {
  const stays = (sql: string) => columnsSaid(onlyNode(sql)).every((column) => columns.includes(column));
  return [
    ...(view.attached ?? []).filter(stays),
    ...commentAgain(view),
    ...(view.rights ?? []).filter(stays),
  ];
}

/** Columns that a COMMENT, a GRANT or the default of a view's column name. */
function columnsSaid(node: Node | undefined): readonly string[] {
  const comment = bodyOf(node, "CommentStmt");
  if (comment?.objtype === "OBJECT_COLUMN") return strings(bodyOf(comment.object, "List")?.items).slice(-1);
  const grant = bodyOf(node, "GrantStmt");
  if (grant) return (grant.privileges ?? []).flatMap((one) => strings(bodyOf(one, "AccessPriv")?.cols));
  return (bodyOf(node, "AlterTableStmt")?.cmds ?? []).flatMap(
    (cmd) => bodyOf(cmd, "AlterTableCmd")?.name ?? [],
  );
}

const commentAgain = (view: View): readonly string[] =>
  view.comment ? [`COMMENT ON ${words(view)} ${relationName(view)} IS ${quoteLiteral(view.comment)}`] : [];

/** Makes the view again as the catalog says it was: query, options, what hung on it, comment, owner, grants. */
export function createViewAgain(view: View): readonly string[] {
  const name = relationName(view);
  const options = view.options?.length ? ` WITH (${view.options.join(", ")})` : "";
  const query = view.definition.trim().replace(/;$/, "");
  const data = view.materialized ? ` WITH ${view.populated === false ? "NO " : ""}DATA` : "";
  return [
    `CREATE ${words(view)} ${name}${options} AS ${query}${data}`,
    ...(view.attached ?? []),
    ...commentAgain(view),
    ...(view.rights ?? []),
  ];
}
