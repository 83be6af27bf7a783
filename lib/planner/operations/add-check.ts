import { blankConstraint } from "@/lib/catalog/blank";
import type { AddCheck } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { namedColumns } from "../named-columns";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { ordinaryTable, refuse } from "../refuse";
import { obeyRuleDeploy } from "../snippets/obey-rule";
import { StepList } from "../step-list";
import { validatedConstraint } from "../validated-constraint";

/** NOT VALID holds for new rows and every updated one, so the app goes first; the rows are proven beside it. */
export const planAddCheck: OperationPlanner<AddCheck> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  if (operation.name === null) return refuse("table", `there is no table ${operation.table}`);
  const { expression, name } = operation;
  const constraint = blankConstraint(name, "check", namedColumns(expression), {
    definition: `CHECK (${expression})`,
  });
  const tighten = new StepList(catalog);
  for (const draft of validatedConstraint({ table, relation, constraint, idPrefix: `o${index + 1}` })) {
    tighten.add(draft);
  }
  const rule = `that ${expression}`;
  return ok(
    partsOf({
      tighten: tighten.steps,
      deploys: [obeyRuleDeploy({ relation, table: table.name, rule })],
      relations: [relation],
      summary: `Check in ${relation} ${rule}`,
      compatibleWith: {
        expand: [],
        backfill: ["Only releases that write no row against the rule"],
        contract: [],
      },
      findings: [
        finding(
          "info",
          "rows.violating",
          relation,
          `Rows that break the rule make the proof fail, and from the first statement on every update of them fails too.`,
          `Find them: SELECT * FROM ${relation} WHERE NOT (${expression}) LIMIT 20`,
        ),
      ],
    }),
  );
};
