import type { PlanFinding } from "@/lib/contracts/plan";
import { ok, type Result } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { checksOf, foreignKeyPartners, foreignKeysOf, indexesOf, statisticsOf } from "../attached";
import { type CopyWords, copyRefusals } from "../copy-refusals";
import { finding, notNullMajors, partsOf } from "../operation-parts";
import type { OperationPlan, PlanContext, Refusal } from "../operation-plan";
import { refuse } from "../refuse";
import { renameFindings } from "../rename-findings";
import { forgetColumnDeploy } from "../snippets/drop-column";
import { newColumnsDeploy } from "../snippets/new-columns";
import { StepList } from "../step-list";
import { contractDrafts, expandDrafts, fillOf } from "./phases";
import { namesOf, type Reshape, type ReshapeOrder, reshapeOf } from "./reshape";

/**
 * New columns beside the old ones, kept in step both ways by expressions, filled; then the app moves over, and the old
 * columns go. At every boundary the step before can be taken back: what the expressions would not give again is kept.
 */
export function planReshape(
  order: Omit<ReshapeOrder, "idPrefix" | "catalog">,
  { catalog, index }: PlanContext,
  { field, done }: { readonly field: string; readonly done: "split" | "merged" },
): Result<OperationPlan, readonly Refusal[]> {
  const { table } = order;
  const relation = relationName(table);
  for (const { column } of order.olds) {
    const [reason] = copyRefusals(catalog, table, column, wordsFor(done));
    if (reason) return refuse(field, reason);
    const owned = catalog.sequences.find(
      (one) => one.ownedBy?.relation === relation && one.ownedBy.column === column.name,
    );
    if (owned) {
      return refuse(field, `${column.name} is numbered by ${relationName(owned)}, which would go with it`);
    }
  }
  const made = reshapeOf({ ...order, catalog, idPrefix: `o${index + 1}` });
  if (!made.ok) return refuse(field, made.failure);
  const reshape = made.value;
  const { olds, nexts, kept } = reshape;
  const expand = new StepList(catalog);
  for (const draft of expandDrafts(reshape)) expand.add(draft);
  const contracted = contractDrafts(reshape);
  if ("what" in contracted) {
    return refuse(
      field,
      `the way back cannot be written: ${contracted.what} cannot be made anew. Drop it first, in a change before this one`,
    );
  }
  const contract = new StepList(expand.catalog);
  for (const draft of contracted) contract.add(draft);
  const [before, after] = [namesOf(olds), namesOf(nexts)];
  return ok(
    partsOf({
      expand: expand.steps,
      fills: [fillOf(reshape)],
      contract: contract.steps,
      deploys: [
        newColumnsDeploy({
          relation,
          table: table.name,
          olds: olds.map(({ column }) => column.name),
          nexts: nexts.map(({ column }) => column),
        }),
        ...olds.map(({ column }) => forgetColumnDeploy({ relation, table: table.name, column: column.name })),
      ],
      findings: findings(reshape),
      tripwires: [{ sequence: reshape.sequence, title: `Writes that touched only ${before} of ${relation}` }],
      relations: [
        ...new Set([relation, ...olds.flatMap(({ column }) => foreignKeyPartners(table, column.name))]),
      ],
      serverMajors: olds.some(({ column }) => column.notNull)
        ? notNullMajors(catalog.serverMajor)
        : partsOf({ relations: [], summary: "" }).serverMajors,
      breaking: true,
      summary: `Make ${after} of ${before} in ${relation}, kept in step both ways; what ${before} held stays in ${kept.archive}`,
      compatibleWith: {
        expand: [`The app as it is, which reads and writes ${before}`],
        backfill: [
          `The app as it is, which reads and writes ${before}`,
          `Once the phase is done: also the next release, which reads and writes ${after}`,
        ],
        contract: [`Only releases whose models no longer list ${before}`],
      },
    }),
  );
}

const wordsFor = (done: string): CopyWords => ({
  done,
  instead: "Leave the columns as they are and derive the others in the app",
});

function findings(reshape: Reshape): readonly PlanFinding[] {
  const { catalog, table, relation, olds, nexts, kept } = reshape;
  const [before, after] = [namesOf(olds), namesOf(nexts)];
  const lost = [
    ...new Set(
      olds.flatMap(({ column: { name } }) =>
        [checksOf, foreignKeysOf, indexesOf, statisticsOf].flatMap((of) =>
          of(table, name).map((one) => one.name),
        ),
      ),
    ),
  ];
  const own = [...olds, ...nexts].some(({ expression }) => /\b(?!pg_catalog\b)\w+"?\.\w+\(/.test(expression));
  const say = (
    level: PlanFinding["level"],
    code: string,
    message: string,
    help: string | null = null,
  ): PlanFinding => finding(level, code, relation, message, help);
  return [
    ...olds
      .flatMap(({ column }) => renameFindings(catalog, table, column, after))
      // The new columns get no index of their own.
      .filter(({ code }) => code !== "unique.two-indexes"),
    say(
      "info",
      "values.kept",
      `What ${before} held stays in ${kept.archive} until somebody drops that table: taken back, a row gets it again where its ${after} still stand for it, else what the way back makes of them.`,
    ),
    say(
      "warning",
      "values.not-convertible",
      `From expand on, a write of ${before} whose value the way there cannot take fails, and so does one of ${after} that the way back cannot take.`,
      "Let the expressions answer for every value: empty ones, those with more parts than are expected.",
    ),
    ...(lost.length > 0
      ? [
          say(
            "warning",
            "attachments.go",
            `What hangs on ${before} goes with it: ${lost.join(", ")}. Nothing of it is made for ${after}.`,
            `Add what ${after} need between backfill and contract, in a change of its own.`,
          ),
        ]
      : []),
    ...(own
      ? [
          say(
            "warning",
            "trigger.privileges",
            "The expressions call functions of the database's own. The trigger runs as whoever writes: every role that writes the table needs EXECUTE on them and USAGE on their schema.",
          ),
        ]
      : []),
  ];
}
