import type { PartitionTable } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { referenced } from "@/lib/sql/facts/known";
import { relationName } from "@/lib/sql/identifiers";
import { notNullMajors, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { ordinaryTable, refuse } from "../refuse";
import { rightsCheck } from "../repartition/checks";
import { repartitionFindings } from "../repartition/findings";
import { repartitionPhases } from "../repartition/phases";
import { partitionRefusals } from "../repartition/refusals";
import { hiddenName, isWidened, repartitioned } from "../repartition/repartitioned";
import { switchDraft } from "../repartition/switch";
import { widerKeyDeploy } from "../snippets/partition-table";
import { StepList } from "../step-list";

/**
 * No statement turns a table into a partitioned one. A second table, partitioned, is kept in step, filled and compared; then
 * the two exchange their names in one short transaction, and the plain one follows until contract drops it.
 */
export const planPartitionTable: OperationPlanner<PartitionTable> = (operation, { catalog, index }) => {
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  const primaryKey = table.constraints.find(({ type }) => type === "primary key");
  if (!primaryKey) {
    return refuse(
      "table",
      `${relation} has no primary key, by which rows are carried over: add one in a change before this one`,
    );
  }
  const one = repartitioned(operation, { catalog, table, primaryKey, idPrefix: `o${index + 1}` });
  if (!one)
    return refuse(
      "table",
      "no trigger name is left that sorts behind all others; rename the table's last one",
    );
  const refusals = partitionRefusals(one, operation);
  if (refusals.length > 0) return fail(refusals);
  const phases = repartitionPhases(one);
  if ("what" in phases) {
    return refuse(
      "table",
      `${phases.what} cannot be made anew on the partitioned table. Drop it in a change before this one`,
    );
  }
  const expand = new StepList(catalog);
  for (const draft of phases.expand) expand.add(draft);
  const tighten = new StepList(expand.catalog);
  for (const draft of phases.tighten) tighten.add(draft);
  const exchange = new StepList(tighten.catalog);
  exchange.add(phases.ready);
  exchange.add(switchDraft(one));
  exchange.add(rightsCheck(one));
  const contract = new StepList(exchange.catalog);
  for (const draft of phases.contract) contract.add(draft);
  const partners = table.constraints.flatMap((constraint) => referenced(constraint) ?? []);
  return ok(
    partsOf({
      expand: expand.steps,
      fills: [phases.fill],
      tighten: tighten.steps,
      switch: exchange.steps,
      contract: contract.steps,
      deploys: isWidened(one)
        ? [widerKeyDeploy({ relation, table: table.name, from: primaryKey.columns, key: one.key })]
        : [],
      findings: repartitionFindings(one),
      relations: [
        ...new Set([
          relation,
          ...partners,
          ...one.incoming.map((key) => key.relation),
          ...one.views.map(relationName),
        ]),
      ],
      serverMajors: notNullMajors(catalog.serverMajor),
      breaking: true,
      summary: `Partition ${relation} by ${one.by}: ${hiddenName(one, "partitioned")} is kept in step and takes its name`,
      compatibleWith: {
        expand: ["The app as it is, as long as every row it writes has a partition"],
        backfill: ["The app as it is, as long as every row it writes has a partition"],
        switch: [isWidened(one) ? "Releases that name neither key in ON CONFLICT" : "The app as it is"],
        contract: [isWidened(one) ? "Releases that know the new key" : "The app as it is"],
      },
    }),
  );
};
