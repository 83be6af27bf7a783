import { statisticsIn } from "@/lib/change/operations/create-statistics";
import type { CreateStatistics, DropStatistics } from "@/lib/contracts/operation";
import { quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { parseSql } from "@/lib/sql/parse";
import { dropObject, makeObject } from "../defined-object";
import { finding } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is } from "../probe";
import { refuse } from "../refuse";
import { inSearchPath } from "../search-path";

export const planCreateStatistics: OperationPlanner<CreateStatistics> = ({ sql }, context) => {
  const parsed = parseSql(sql);
  const node = parsed.ok ? parsed.value[0]?.node : undefined;
  const made = node ? statisticsIn(node, context.catalog) : "it creates no statistics";
  if (typeof made === "string") return refuse("sql", made);
  const name = relationName(made.own);
  const relation = relationName(made.table);
  return makeObject(context, {
    noun: "statistics",
    name,
    create: inSearchPath(context.catalog, [sql]),
    drop: [`DROP STATISTICS ${name}`],
    exists: is.statistics(made.own),
    relations: [relation],
    // DROP STATISTICS locks the table that the statistics are of: the facts have to know which.
    after: (catalog) => ({
      ...catalog,
      tables: catalog.tables.map((table) =>
        table === made.table
          ? { ...table, statistics: [...table.statistics, { ...made.own, columns: [], definition: "" }] }
          : table,
      ),
    }),
    findings: [
      finding("info", "statistics.later", relation, "Queries are planned with it after the next ANALYZE."),
    ],
  });
};

export const planDropStatistics: OperationPlanner<DropStatistics> = ({ name }, context) => {
  const table = context.catalog.tables.find((one) =>
    one.statistics.some((own) => relationName(own) === name),
  );
  const statistics = table?.statistics.find((own) => relationName(own) === name);
  if (!table || !statistics) return refuse("name", `there are no statistics ${name}`);
  return dropObject(context, {
    noun: "statistics",
    name,
    usedByApps: false,
    exists: is.statistics(statistics),
    drop: [`DROP STATISTICS ${name}`],
    again: [
      statistics.definition,
      ...(statistics.comment ? [`COMMENT ON STATISTICS ${name} IS ${quoteLiteral(statistics.comment)}`] : []),
    ],
    relations: [relationName(table)],
    loses: "What ANALYZE has gathered for it, until the next one",
  });
};
