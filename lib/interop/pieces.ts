import type { Action, BackfillSpec, PhaseNode, Step } from "@/lib/contracts/plan";
import { batchStatements, pendingOf } from "@/lib/planner/batch-sql";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { bodyOf, parseSql } from "@/lib/sql/parse";
import { withoutConcurrently } from "./without-concurrently";

/** How a script has to be sent. */
export type Script =
  /** All in one transaction. */
  | { readonly mode: "transaction"; readonly statements: readonly string[] }
  /** Outside a transaction, and alone: Postgres runs several statements of one query as one transaction. */
  | {
      readonly mode: "alone";
      readonly statement: string;
      /** Does the same in a transaction, for a tool that knows nothing else; it stops writers while it runs. */
      readonly blocking: string;
    };

/** What becomes one migration file: something to do and, where there is a way back, something that undoes it. */
export interface Piece {
  readonly title: string;
  /** Null in a piece that only carries a part of another's way back. */
  readonly up: Script | null;
  /** In the order they run; empty where nothing has to be undone. */
  readonly down: readonly Script[];
  /** What the way back loses, in words; null where nothing. */
  readonly loses: string | null;
}

/** Rows that one batch of a migration file touches: the tools cannot steer to a duration. */
const BATCH_ROWS = 5000;

/**
 * A phase as pieces, in order; taken back from the last to the first they do what the steps' reverts do.
 * `loadParser()` must have been awaited.
 */
export function piecesOf(phase: PhaseNode): readonly Piece[] {
  return merged(phase.steps.filter((step) => !onlyEnds(step)).map(stepPiece));
}

/** In a file a concurrent detach runs to its end, and FINALIZE fails where there is nothing to end. */
function onlyEnds({ sql }: Step): boolean {
  const parsed = parseSql(sql);
  const alter = parsed.ok ? bodyOf(parsed.value[0]?.node, "AlterTableStmt") : null;
  return bodyOf(alter?.cmds?.[0], "AlterTableCmd")?.subtype === "AT_DetachPartitionFinalize";
}

/**
 * The same for a tool that sends each direction of a file as one string: where a way back takes several scripts, pieces
 * without a way up stand behind the first and carry them, the first to run in the last of them.
 */
export function oneScriptEach(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.flatMap((piece): Piece[] => {
    const last = piece.down.slice(-1);
    const others = piece.down.slice(0, -1).toReversed();
    const title = `Only a way back, of: ${piece.title}`;
    return [
      { ...piece, down: last },
      ...others.map((down): Piece => ({ title, up: null, down: [down], loses: null })),
    ];
  });
}

/** False where the tool must not open a transaction around the piece. */
export function isTransactional({ up, down }: Piece): boolean {
  const scripts = [...(up ? [up] : []), ...down];
  return down.length <= 1 && scripts.every((script) => script.mode === "transaction");
}

interface StepPiece extends Piece {
  /** May share its transaction with its neighbours: short, reads no rows, and loses nothing when taken back. */
  readonly joins: boolean;
}

function stepPiece(step: Step): StepPiece {
  const up = scriptOf(step);
  const down = combined(step.revert.actions.map(scriptOf));
  const { loses, lossless } = step.revert;
  const short = step.kind === "ddl" && lossless;
  return {
    title: step.title,
    up,
    down,
    loses,
    joins: short && isTransactional({ title: "", up, down, loses }),
  };
}

/** Neighbouring transactional scripts of a revert become one. */
function combined(scripts: readonly Script[]): readonly Script[] {
  const list: Script[] = [];
  for (const script of scripts) {
    const before = list.at(-1);
    if (before?.mode !== "transaction" || script.mode !== "transaction") list.push(script);
    else {
      const statements = [...before.statements, ...script.statements];
      list[list.length - 1] = { mode: "transaction", statements };
    }
  }
  return list;
}

/** Short transactional steps that follow each other become one file. */
function merged(pieces: readonly StepPiece[]): readonly Piece[] {
  const list: StepPiece[] = [];
  for (const piece of pieces) {
    const before = list.at(-1);
    if (!before?.joins || !piece.joins) list.push(piece);
    else {
      list[list.length - 1] = {
        title: `${before.title}; ${piece.title}`,
        up: combined([before.up, piece.up].flatMap((script) => script ?? []))[0] ?? null,
        down: combined([...piece.down, ...before.down]),
        loses: null,
        joins: true,
      };
    }
  }
  return list.map(({ joins: _, ...piece }) => piece);
}

function scriptOf(action: Action): Script {
  if (action.backfill) {
    const { once, batch } = statementsOfBatch(action.backfill);
    return { mode: "alone", statement: loopInDatabase(batch), blocking: once.join(";\n") };
  }
  const statements = statementsOf(action.sql);
  const [first = ""] = statements;
  if (action.kind === "check") return { mode: "transaction", statements: [refusal(first)] };
  // What follows such a statement only tells our own probe that it ran; the tool has its history for that.
  if (!action.transactional) {
    return { mode: "alone", statement: first, blocking: withoutConcurrently(first) };
  }
  if (statements.length > 1) return { mode: "transaction", statements };
  // Alone too: in one transaction with what added the constraint it would read all rows under that lock.
  if (action.kind === "validate") return { mode: "alone", statement: first, blocking: first };
  return { mode: "transaction", statements };
}

/** A check's query answers a row for each objection: in a file each of them fails the migration. */
function refusal(query: string): string {
  return `DO $check$
DECLARE objection text;
BEGIN
  FOR objection IN ${query} LOOP
    RAISE EXCEPTION '%', objection;
  END LOOP;
END
$check$`;
}

function statementsOfBatch(spec: BackfillSpec): { once: readonly string[]; batch: readonly string[] } {
  const columns = spec.key.map(quoteIdentifier).join(", ");
  const rows = `SELECT ${columns} FROM ${spec.relation} WHERE ${pendingOf(spec)} ORDER BY ${columns} LIMIT ${BATCH_ROWS} FOR NO KEY UPDATE`;
  return {
    once: batchStatements(spec, "true"),
    batch: batchStatements(spec, `(${columns}) IN (${rows})`),
  };
}

function statementsOf(sql: string): readonly string[] {
  const parsed = parseSql(sql);
  if (!parsed.ok) throw new Error(`a plan's SQL does not parse: ${parsed.failure.message}`);
  return parsed.value.map((statement) => statement.sql);
}

/**
 * The batches as one statement that commits each of them; it must be alone in its query and outside a transaction
 * (2D000 otherwise; observed on 15 and 18).
 */
function loopInDatabase(statements: readonly string[]): string {
  const writes = statements.map(
    (statement) => `    ${statement};
    GET DIAGNOSTICS written = ROW_COUNT;
    touched := touched + written;`,
  );
  return `DO $backfill$
DECLARE
  touched bigint;
  written bigint;
BEGIN
  LOOP
    touched := 0;
    PERFORM pg_catalog.set_config('interlock.backfill', '1', true);
${writes.join("\n")}
    COMMIT;
    EXIT WHEN touched = 0;
    PERFORM pg_catalog.pg_sleep(0.05);
  END LOOP;
END
$backfill$`;
}
