import type { DropExpression } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { changedColumn } from "../evolve";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { ordinaryColumn, refuse } from "../refuse";
import { writeColumnDeploy } from "../snippets/add-column";
import { StepList } from "../step-list";

/** One statement that changes the catalog only (observed on 13 to 18). Nothing makes an existing column computed again. */
export const planDropExpression: OperationPlanner<DropExpression> = (operation, context) => {
  const { catalog } = context;
  const found = ordinaryColumn(catalog, operation);
  if (!found.ok) return found;
  const { table, column, relation } = found.value;
  if (!column.generated) return refuse("column", `${column.name} of ${relation} is no generated column`);
  const full = `${relation}.${quoteIdentifier(column.name)}`;
  const contract = new StepList(catalog);
  contract.add({
    id: `o${context.index + 1}-expression`,
    title: `Let ${full} be an ordinary column`,
    kind: "ddl",
    statements: [`ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column.name)} DROP EXPRESSION`],
    probe: probeAll(not(is.generated(relation, column.name))),
    after: changedColumn(table, column.name, { generated: null }),
    loses: `That ${column.name} is computed: it stays an ordinary column`,
  });
  const deploy = writeColumnDeploy({ relation, table: table.name, column: column.name, type: column.type });
  return ok(
    partsOf({
      contract: contract.steps,
      deploys: [
        {
          ...deploy,
          before: "contract",
          instructions: `Until the next phase the database computes ${column.name} and refuses values for it; from then on nobody but the app gives it one. Release code that leaves it out until it is an ordinary column, and writes ${column.generated.expression} into it from then on.`,
        },
      ],
      relations: [relation],
      breaking: true,
      summary: `Let ${full} be an ordinary column`,
      compatibleWith: {
        expand: [],
        backfill: [],
        contract: [`Only releases that can do with a ${column.name} which nothing computes`],
      },
      findings: [
        finding(
          "warning",
          "expression.gone",
          relation,
          `From then on nothing computes ${column.name}: rows keep their values, and an insert that leaves it out stores null. No version makes an existing column computed again, so there is no way back.`,
        ),
      ],
    }),
  );
};
