import type { DropDefault, SetDefault } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { changedColumn } from "../evolve";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { ordinaryColumn } from "../refuse";
import { writeColumnDeploy } from "../snippets/add-column";
import { StepList } from "../step-list";

/** A default is for new rows only: no row is read or written. */
export const planSetDefault: OperationPlanner<SetDefault> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryColumn(catalog, operation);
  if (!found.ok) return found;
  const { table, column, relation } = found.value;
  const alter = `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column.name)}`;
  const before = column.default;
  const probes =
    before === null
      ? { set: is.hasDefault(relation, column.name), back: not(is.hasDefault(relation, column.name)) }
      : {
          set: is.otherDefault(relation, column.name, before),
          back: is.defaultText(relation, column.name, before),
        };
  const expand = new StepList(catalog);
  expand.add({
    id: `o${index + 1}-default`,
    title: `Set the default of ${column.name} of ${relation}`,
    kind: "ddl",
    statements: [`${alter} SET DEFAULT ${operation.default}`],
    probe: probeAll(probes.set),
    after: changedColumn(table, column.name, { default: operation.default }),
    revert: [
      {
        id: `o${index + 1}-default-back`,
        title: `Give ${column.name} its default from before`,
        kind: "ddl",
        statements: [`${alter} ${before === null ? "DROP DEFAULT" : `SET DEFAULT ${before}`}`],
        probe: probeAll(probes.back),
        after: changedColumn(table, column.name, { default: before }),
      },
    ],
  });
  return ok(
    partsOf({
      expand: expand.steps,
      relations: [relation],
      summary: `Set the default of ${relation}.${quoteIdentifier(column.name)} to ${operation.default}`,
      findings: [
        finding(
          "info",
          "default.new-rows",
          relation,
          `The default holds for rows inserted from now on without ${column.name}; rows that exist keep what they have.`,
          "ORMs that list every column in INSERT never reach the default.",
        ),
      ],
    }),
  );
};

/** Without the default an insert that leaves a NOT NULL column out fails: then the app goes first. */
export const planDropDefault: OperationPlanner<DropDefault> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryColumn(catalog, operation);
  if (!found.ok) return found;
  const { table, column, relation } = found.value;
  const alter = `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column.name)}`;
  const list = new StepList(catalog);
  list.add({
    id: `o${index + 1}-default`,
    title: `Drop the default of ${column.name} of ${relation}`,
    kind: "ddl",
    statements: [`${alter} DROP DEFAULT`],
    probe: probeAll(not(is.hasDefault(relation, column.name))),
    after: changedColumn(table, column.name, { default: null }),
    revert: [
      {
        id: `o${index + 1}-default-back`,
        title: `Give ${column.name} its default back`,
        kind: "ddl",
        statements: [`${alter} SET DEFAULT ${column.default}`],
        probe: probeAll(is.hasDefault(relation, column.name)),
        after: changedColumn(table, column.name, { default: column.default }),
      },
    ],
  });
  const writes = [`Only releases that write ${column.name}`];
  return ok(
    partsOf({
      ...(column.notNull
        ? {
            tighten: list.steps,
            deploys: [
              writeColumnDeploy({ relation, table: table.name, column: column.name, type: column.type }),
            ],
            compatibleWith: { expand: [], backfill: writes, contract: [] },
          }
        : { expand: list.steps }),
      relations: [relation],
      summary: `Drop the default of ${relation}.${quoteIdentifier(column.name)}`,
      findings: column.notNull
        ? []
        : [
            finding(
              "info",
              "default.null",
              relation,
              `An insert that leaves ${column.name} out stores null from now on.`,
            ),
          ],
    }),
  );
};
