import type { RenameIndex } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { all, withIndex, withoutIndex } from "../evolve";
import { findIndex } from "../find-table";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { refuse } from "../refuse";
import { StepList } from "../step-list";

/** One statement that changes the catalog only, beside reads and writes (observed on 12 to 18). */
export const planRenameIndex: OperationPlanner<RenameIndex> = (operation, context) => {
  const { catalog } = context;
  const found = findIndex(catalog, operation.index);
  if (!found) return refuse("index", `there is no index ${operation.index}`);
  const { table, index } = found;
  const { to } = operation;
  const full = (name: string) => relationName({ schema: table.schema, name });
  const idPrefix = `o${context.index + 1}`;
  const rename = (from: string, name: string) => ({
    kind: "ddl" as const,
    statements: [`ALTER INDEX ${full(from)} RENAME TO ${quoteIdentifier(name)}`],
    probe: probeAll(is.index(full(name)), not(is.index(full(from)))),
    after: all(withoutIndex(table, from), withIndex(table, { ...index, name })),
  });
  const expand = new StepList(catalog);
  expand.add({
    id: `${idPrefix}-rename`,
    title: `Rename the index ${full(index.name)} to ${to}`,
    ...rename(index.name, to),
    revert: [
      { id: `${idPrefix}-rename-back`, title: `Call it ${index.name} again`, ...rename(to, index.name) },
    ],
  });
  const relation = relationName(table);
  return ok(
    partsOf({
      expand: expand.steps,
      relations: [relation],
      summary: `Rename the index ${full(index.name)} to ${quoteIdentifier(to)}`,
      findings: [
        finding(
          "info",
          "names.used",
          relation,
          table.kind === "partitioned"
            ? `Its parts on the partitions of ${relation} keep their names. Queries do not name indexes; scripts and hints may.`
            : "Queries do not name indexes; scripts and hints may.",
        ),
      ],
    }),
  );
};
