import type { Catalog, Column, Table } from "@/lib/catalog/model";
import { listedBy } from "@/lib/change/publications";
import type { SetGeneratedExpression } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { referenced } from "@/lib/sql/facts/known";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { onlyThisMajor } from "../defined-object";
import { changedColumn } from "../evolve";
import { overGenerated } from "../generated-columns";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { treeOf } from "../partitioned-index";
import { both, is, probeAll, probeReplaced } from "../probe";
import { ordinaryColumn, refuse } from "../refuse";
import { isSmall, smallTable } from "../small-table";
import { StepList } from "../step-list";

/**
 * A virtual column's expression is in the catalog only; a stored one's values are written anew, every row under ACCESS
 * EXCLUSIVE, and a virtual one that is NOT NULL is read through (observed on 17 and 18).
 */
export const planSetGeneratedExpression: OperationPlanner<SetGeneratedExpression> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryColumn(catalog, operation);
  if (!found.ok) return found;
  const { table, column, relation } = found.value;
  const { generated } = column;
  if (!generated) return refuse("column", `${column.name} of ${relation} is no generated column`);
  if (catalog.serverMajor < 17) {
    return refuse(
      "column",
      `a generated column gets another expression from version 17 on, and this server is ${catalog.serverMajor}. ${instead(column)}`,
    );
  }
  const computed = overGenerated(table, operation.expression);
  if (computed !== null) return refuse("expression", computed);
  const tree = treeOf(catalog, table);
  const reads = generated.kind === "stored" || column.notNull;
  const small = isSmall(table) && tree.length === 1;
  const reason =
    (reads && !small ? tooLarge(column, relation) : null) ??
    (generated.kind === "stored" ? keyRefusal(catalog, table, column) : virtualRefusal(catalog, tree));
  if (reason !== null) return refuse("table", `${reason}. ${instead(column)}`);
  const alter = `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column.name)} SET EXPRESSION AS`;
  const computes = (expression: string) =>
    changedColumn(table, column.name, { generated: { ...generated, expression } });
  const isGenerated = is.generated(relation, column.name);
  const before = both(isGenerated, is.defaultText(relation, column.name, generated.expression));
  const expand = new StepList(catalog);
  expand.add({
    id: `o${index + 1}-expression`,
    title: `Compute ${column.name} of ${relation} as ${operation.expression}`,
    kind: "ddl",
    statements: [`${alter} (${operation.expression})`],
    probe: probeReplaced(
      both(isGenerated, is.otherDefault(relation, column.name, generated.expression)),
      before,
    ),
    after: computes(operation.expression),
    revert: [
      {
        id: `o${index + 1}-expression-back`,
        title: `Compute ${column.name} as before`,
        kind: "ddl",
        statements: [`${alter} (${generated.expression})`],
        probe: probeAll(before),
        after: computes(generated.expression),
      },
    ],
  });
  return ok(
    partsOf({
      expand: expand.steps,
      relations: tree.map(relationName),
      assumes: reads ? [smallTable(relation)] : [],
      // Expressions are printed otherwise from one version to the next.
      serverMajors: onlyThisMajor(context),
      summary: `Compute ${relation}.${quoteIdentifier(column.name)} as ${operation.expression}`,
      findings: [
        finding(
          "warning",
          "expression.changed",
          relation,
          `${column.name} of every row is otherwise at once, for every release: each must be right with both.`,
        ),
      ],
    }),
  );
};

const instead = ({ name }: Column) =>
  `Add a generated column of another name with the new expression, release code that reads that one, and drop ${name} after it`;

function tooLarge({ name, generated }: Column, relation: string): string {
  return generated?.kind === "stored"
    ? `${relation} is not small, or has partitions or heirs, and a stored column with another expression is written in every row while nobody can read them`
    : `${relation} is not small, or has partitions or heirs, and ${name} is NOT NULL: every row is read while nobody else can`;
}

/** The server checks such keys anew, with ACCESS EXCLUSIVE on the other table too (observed on 17 and 18). */
function keyRefusal(catalog: Catalog, table: Table, column: Column): string | null {
  const own = table.constraints.find((one) => referenced(one) && one.columns.includes(column.name));
  const pointing = catalog.tables
    .flatMap(({ constraints }) => constraints)
    .find((one) => referenced(one) === relationName(table) && one.references?.columns.includes(column.name));
  const key = own ?? pointing;
  return key
    ? `the foreign key ${quoteIdentifier(key.name)} would be checked anew, with both tables locked`
    : null;
}

/** What the server refuses of virtual columns (observed on 18). */
function virtualRefusal(catalog: Catalog, tree: readonly Table[]): string | null {
  for (const table of tree) {
    const relation = relationName(table);
    if (table.constraints.some(({ type }) => type === "check")) {
      return `${relation} has a check, and then Postgres gives no virtual column of it another expression`;
    }
    const listing = catalog.publications?.find((one) =>
      listedBy(one, catalog)?.some((listed) => listed.table && relationName(listed.table) === relation),
    );
    if (listing) {
      return `the publication ${quoteIdentifier(listing.name)} lists ${relation}, and then Postgres gives no virtual column of it another expression`;
    }
  }
  return null;
}
