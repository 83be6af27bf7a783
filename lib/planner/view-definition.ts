import type { View } from "@/lib/catalog/model";
import { quoteLiteral, relationName } from "@/lib/sql/identifiers";

const words = ({ materialized }: Pick<View, "materialized">) => (materialized ? "MATERIALIZED VIEW" : "VIEW");

export function dropViewSql(view: Pick<View, "schema" | "name" | "materialized">): string {
  return `DROP ${words(view)} ${relationName(view)}`;
}

/** Makes the view again as the catalog says it was: query, options, what hung on it, comment, owner, grants. */
export function createViewAgain(view: View): readonly string[] {
  const name = relationName(view);
  const options = view.options?.length ? ` WITH (${view.options.join(", ")})` : "";
  const query = view.definition.trim().replace(/;$/, "");
  const data = view.materialized ? ` WITH ${view.populated === false ? "NO " : ""}DATA` : "";
  return [
    `CREATE ${words(view)} ${name}${options} AS ${query}${data}`,
    ...(view.attached ?? []),
    ...(view.comment ? [`COMMENT ON ${words(view)} ${name} IS ${quoteLiteral(view.comment)}`] : []),
    ...(view.rights ?? []),
  ];
}
