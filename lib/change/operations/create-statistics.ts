import type { Catalog } from "@/lib/catalog/model";
import type { CreateStatistics, DropStatistics } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql, strings } from "@/lib/sql/parse";
import { resolveTable } from "../names-in-catalog";
import {
  droppedNames,
  namedWords,
  newName,
  newObjectProblem,
  objectNamed,
  statementWords,
} from "../statement-words";

export const createStatisticsWords = statementWords<CreateStatistics>({
  kind: "create-statistics",
  label: "Create extended statistics",
  examples: ["create statistics customer_names on full_name, email from customers"],
  begins: /^create\s+statistics\s/i,
  is: (node) => bodyOf(node, "CreateStatsStmt") !== null,
  refuses(node, catalog, more) {
    const found = statisticsIn(node, catalog);
    if (typeof found === "string") return found;
    const others = catalog.tables.flatMap((table) => table.statistics);
    return newObjectProblem(catalog, found.own, { others, more });
  },
  describe(sql) {
    const parsed = parseSql(sql);
    const made = parsed.ok ? bodyOf(parsed.value[0]?.node, "CreateStatsStmt") : null;
    return `Create the statistics ${strings(made?.defnames).map(quoteIdentifier).join(".")}`;
  },
});

export const dropStatisticsWords = namedWords<DropStatistics>({
  kind: "drop-statistics",
  label: "Drop extended statistics",
  examples: ["drop statistics events_related"],
  begins: "drop(?: the)? statistics",
  names: (node) => droppedNames(node, ["OBJECT_STATISTIC_EXT"]),
  find(catalog, written) {
    const all = catalog.tables.flatMap((table) => table.statistics);
    const found = objectNamed(catalog, all, written, "statistics");
    return found.ok ? ok(relationName(found.value)) : found;
  },
  describe: (name) => `Drop the statistics ${name}`,
});

/** The name and the table of CREATE STATISTICS; or why it cannot be had. */
export function statisticsIn(node: Node, catalog: Catalog) {
  const made = bodyOf(node, "CreateStatsStmt");
  const parts = strings(made?.defnames);
  const relation = bodyOf(made?.relations?.[0], "RangeVar");
  if (parts.length === 0) return "give the statistics a name";
  if (made?.if_not_exists) return "IF NOT EXISTS leaves open what is there: leave it away";
  const found = resolveTable(catalog, {
    schema: relation?.schemaname || null,
    name: relation?.relname ?? "",
  });
  if (!found.ok) return found.failure[0]?.message ?? "its table is missing";
  return { table: found.value, own: newName(catalog, { schemaname: parts.at(-2), relname: parts.at(-1) }) };
}
