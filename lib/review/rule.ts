import type { AlterTableCmd, RangeVar } from "libpg-query";
import type { Facts } from "@/lib/contracts/plan";
import type { ReviewLevel } from "@/lib/contracts/review";
import type { AlterTablePart } from "../sql/facts/alter-table";
import type { Lookup } from "../sql/facts/lookup";
import type { NodeKind, Statement } from "../sql/parse";
import type { Ignore } from "./input";
import type { TransactionState } from "./transaction";

/** One statement of a file, with all that a rule may ask about it. */
export interface Reviewed {
  readonly statement: Statement;
  /** The state of things before the statement. */
  readonly lookup: Lookup;
  /** Locks on what the file itself made are left out: nobody else can wait for them. */
  readonly facts: Facts;
  /** Subcommands of an ALTER TABLE on a table that was there before the file; empty for other statements. */
  readonly parts: readonly AlterTablePart[];
  readonly serverMajor: number;
  readonly transaction: TransactionState;
  /** Made by this file (and not rolled back), or temporary: nobody else uses it yet. */
  isNew(relation: string): boolean;
  readonly previous: Statement | undefined;
  /** Comments that count for this statement. */
  readonly comments: readonly Ignore[];
  readonly later: Later;
}

/** What comes after a statement in its file. */
export interface Later {
  /** COMMIT, ROLLBACK or PREPARE TRANSACTION. */
  readonly endsTransaction: boolean;
  addsPrimaryKey(table: RangeVar | undefined): boolean;
}

export interface Found {
  readonly message: string;
  readonly relation?: string | null;
  /** Where it is another than the rule's own. */
  readonly level?: ReviewLevel;
  /** Where it is another place than the statement's start. */
  readonly line?: number;
  readonly column?: number;
}

export interface Rule {
  readonly level: ReviewLevel;
  /** Opt-in rules run only where they are asked for. */
  readonly tier: "core" | "extended" | "opt-in";
  /** What to do instead. */
  readonly help: string;
  /** The only statements that it may have something to say of; all where left out. */
  readonly on?: readonly Sign[];
  check(reviewed: Reviewed): readonly Found[];
}

type Subtype = NonNullable<AlterTableCmd["subtype"]>;

/** A kind of statement, or a subcommand that an ALTER TABLE has. */
export type Sign = NodeKind | Subtype;

/** The subcommands of those kinds. */
export function subcommands(reviewed: Reviewed, ...subtypes: readonly Subtype[]): readonly AlterTablePart[] {
  return reviewed.parts.filter(({ cmd }) => cmd.subtype !== undefined && subtypes.includes(cmd.subtype));
}
