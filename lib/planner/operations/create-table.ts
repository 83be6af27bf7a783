import { blankConstraint, blankTable } from "@/lib/catalog/blank";
import type { Table } from "@/lib/catalog/model";
import { createdTable } from "@/lib/change/operations/create-table";
import type { CreateTable } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { factsOf } from "@/lib/sql/facts";
import { parseRelationName } from "@/lib/sql/identifiers";
import { splitStatements } from "@/lib/sql/parse";
import { withTable } from "../evolve";
import { partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { refuse } from "../refuse";
import { StepList } from "../step-list";

/** Nobody uses it yet: all its statements in one transaction. Tables it points at let writes wait for a moment. */
export const planCreateTable: OperationPlanner<CreateTable> = ({ sql }, context) => {
  const { catalog, index } = context;
  const table = createdTable(sql);
  const statements = splitStatements(sql);
  if (!table || !statements.ok) return refuse("sql", "it creates no table");
  const facts = factsOf(sql, { serverMajor: catalog.serverMajor, catalog });
  const expand = new StepList(catalog);
  expand.add({
    id: `o${index + 1}-table`,
    title: `Create ${table.relation}`,
    kind: "ddl",
    statements: statements.value,
    probe: probeAll(is.relation(table.relation)),
    after: withTable(
      madeTable(
        table,
        facts.locks.map(({ relation }) => relation),
      ),
    ),
    revert: [
      {
        id: `o${index + 1}-table-drop`,
        title: `Drop ${table.relation}`,
        kind: "ddl",
        statements: [`DROP TABLE ${table.relation}`],
        probe: probeAll(not(is.relation(table.relation))),
      },
    ],
    loses: `Every row of ${table.relation}`,
  });
  return ok(
    partsOf({
      expand: expand.steps,
      relations: [...new Set([table.relation, ...facts.locks.map((lock) => lock.relation)])],
      summary: `Create ${table.relation}`,
    }),
  );
};

/** As much of the new table as the facts of dropping it need: the tables it points at. */
function madeTable(
  name: { readonly schema: string; readonly name: string },
  partners: readonly string[],
): Table {
  const keys = partners.flatMap((partner) => {
    const target = parseRelationName(partner);
    if (!target?.schema) return [];
    const references = { schema: target.schema, table: target.name, columns: [] };
    return [blankConstraint(partner, "foreign key", [], { references })];
  });
  return blankTable(name, { rowEstimate: 0, constraints: keys });
}
