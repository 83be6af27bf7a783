import type { ChangeWords } from "@/lib/change/understand";
import type { OperationKind } from "@/lib/contracts/operation";

/** A change, and the plain SQL that would leave the same schema and rows behind. */
export interface OperationCase {
  readonly kind: OperationKind;
  readonly title: string;
  readonly words: ChangeWords;
  /** Null where Postgres has no such statement: then only the ways up and down are run. */
  readonly naive: string | null;
  /** Nodes of the plan, in order. */
  readonly nodes: readonly string[];
  /** Run before, on top of the common tables. */
  readonly setUp?: string;
  /** Saying it again would do it again, as the plain SQL does. */
  readonly repeatable?: boolean;
  /** The server reads what replaces something as the same as what was there. */
  readonly unchanged?: boolean;
  /** Owners and grants have to be as after the plain SQL too; `both ways`: and as before after the way back. */
  readonly rights?: boolean | "both ways";
  readonly majors?: readonly number[];
  /** What is said on the other versions, where the set-up runs there too and the plan is refused. */
  readonly refusal?: string;
  /** Two runs leave different values, so the rows are not compared. */
  readonly randomValues?: boolean;
}

/** The versions that a case is for, from that one on. */
export const majorsFrom = (first: number): readonly number[] =>
  [13, 14, 15, 16, 17, 18].filter((major) => major >= first);
