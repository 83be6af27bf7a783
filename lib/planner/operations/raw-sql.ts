import { shapeOf } from "@/lib/catalog/shape";
import type { RawSql } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { factsOf } from "@/lib/sql/facts";
import { lockWords } from "@/lib/sql/lock-modes";
import { splitStatements } from "@/lib/sql/parse";
import { unknownEstimate } from "../estimate";
import { shortHash } from "../names";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { inInterlock, is, not, probeAll } from "../probe";
import { refuse } from "../refuse";
import { inSearchPath } from "../search-path";
import { StepList } from "../step-list";

/**
 * SQL that no operation stands for, run as it is. No question to the catalog can tell whether it was run, so a sequence
 * in our own schema, made in the same transaction, does.
 */
export const planRawSql: OperationPlanner<RawSql> = ({ sql, revert }, context) => {
  const { catalog, index } = context;
  const statements = splitStatements(sql);
  const back = revert === null ? null : splitStatements(revert);
  if (!statements.ok || (back && !back.ok)) return refuse("sql", "it is not SQL");
  const facts = factsOf(sql, { serverMajor: catalog.serverMajor, catalog });
  const alone = !facts.transactional;
  if (alone && statements.value.length > 1) {
    return refuse("sql", "a statement that cannot run in a transaction needs an operation of its own");
  }
  // The same text on another structure is another act.
  const marker = inInterlock(`raw_${shortHash(sql, JSON.stringify(shapeOf(catalog)), String(index))}`);
  const idPrefix = `o${index + 1}`;
  const steps = new StepList(catalog);
  const noWayBack = "No way back was given: what the statements did stays";
  steps.add({
    id: `${idPrefix}-sql`,
    title: `Run ${(statements.value[0] ?? "").split("\n")[0]?.slice(0, 80)}`,
    kind: alone ? "concurrent" : "sql",
    statements: [
      ...(alone ? statements.value : inSearchPath(catalog, statements.value)),
      `CREATE SEQUENCE ${marker}`,
    ],
    probe: probeAll(is.relation(marker)),
    ...(facts.scans || facts.unknown ? { estimate: unknownEstimate("Nobody knows") } : {}),
    loses: back ? "What the given way back does not bring back" : noWayBack,
    revert: back?.ok
      ? [
          {
            id: `${idPrefix}-sql-back`,
            title: "Run the given way back",
            kind: "sql",
            statements: [...inSearchPath(catalog, back.value), `DROP SEQUENCE ${marker}`],
            probe: probeAll(not(is.relation(marker))),
          },
        ]
      : [],
  });
  const locks = facts.locks.map(({ relation, mode }) => `${relation}: ${lockWords(mode)}`).join("; ");
  const warnings = [
    ...(facts.unknown
      ? ["The planner does not know what it does: it may lock, read, rewrite or destroy anything."]
      : []),
    ...(facts.rewrites ? ["It writes a table anew while nobody can read it."] : []),
    ...(facts.scans && facts.blocksWrites ? ["It reads a whole table while writes wait."] : []),
    ...(facts.destructive ? ["It destroys data."] : []),
  ];
  return ok(
    partsOf({
      ...(facts.destructive ? { contract: steps.steps } : { expand: steps.steps }),
      relations: [...new Set(facts.locks.map(({ relation }) => relation))],
      summary: `Run SQL as it is: ${(statements.value[0] ?? "").split("\n")[0]?.slice(0, 60)}`,
      compatibleWith: {
        expand: facts.destructive ? [] : ["Unknown to the planner: the author answers for it"],
        backfill: [],
        contract: facts.destructive ? ["Unknown to the planner: the author answers for it"] : [],
      },
      breaking: facts.destructive || facts.unknown,
      findings: [
        finding(
          warnings.length > 0 ? "warning" : "info",
          "sql.raw",
          null,
          ["It runs as it is, in one step without a safer route.", ...warnings, locks]
            .filter(Boolean)
            .join(" "),
          back ? null : "Give a way back, or there is none.",
        ),
        finding(
          "info",
          "sql.once",
          null,
          `It counts as done once ${marker} is there: on the same structure the same text is not run a second time.`,
        ),
      ],
    }),
  );
};
