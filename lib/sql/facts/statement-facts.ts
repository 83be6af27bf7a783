import type { LockMode } from "@/lib/contracts/common";
import type { Facts } from "@/lib/contracts/plan";
import { blocksReads, blocksWrites, stronger } from "../lock-modes";
import type { Node } from "../parse";
import type { Lookup } from "./lookup";

/** What one statement does, before several are taken together. Absent means "does not". */
export interface StatementFacts {
  readonly locks?: readonly (readonly [relation: string, mode: LockMode])[];
  /** Relations the statement makes: nobody else can see them yet, so locks on them are left out. */
  readonly makes?: readonly string[];
  readonly rewrites?: boolean;
  /** Work in proportion to the size of a table. */
  readonly scans?: boolean;
  readonly destructive?: boolean;
  /** Says so where the locks do not show it, e.g. indexes that are locked without being named. */
  readonly blocksReads?: boolean;
  readonly blocksWrites?: boolean;
  /** The mode that partitions get where it is another than their parent's. */
  readonly lowerModes?: LockMode;
  /** Refused by Postgres inside a transaction block. */
  readonly outsideTransaction?: boolean;
  readonly unknown?: boolean;
}

/** Reads one kind of statement; `node` is the whole tree, its only key the kind. */
export type FactReader = (node: Node, lookup: Lookup) => StatementFacts;

/** Nothing is promised about a statement that no reader knows. */
export const UNKNOWN: StatementFacts = { unknown: true };

/** One after the other in one transaction: locks add up, the strongest per relation stays. */
export function union(parts: readonly StatementFacts[]): StatementFacts {
  const made = new Set<string>();
  const locks: [string, LockMode][] = [];
  for (const part of parts) {
    for (const [relation, mode] of part.locks ?? []) {
      if (!made.has(relation)) locks.push([relation, mode]);
    }
    for (const relation of part.makes ?? []) made.add(relation);
  }
  return {
    locks,
    makes: [...made],
    blocksReads: parts.some((part) => part.blocksReads),
    blocksWrites: parts.some((part) => part.blocksWrites),
    rewrites: parts.some((part) => part.rewrites),
    scans: parts.some((part) => part.scans),
    destructive: parts.some((part) => part.destructive),
    outsideTransaction: parts.some((part) => part.outsideTransaction),
    unknown: parts.some((part) => part.unknown),
  };
}

export function toFacts(facts: StatementFacts): Facts {
  const strongest = new Map<string, LockMode>();
  for (const [relation, mode] of facts.locks ?? []) {
    const before = strongest.get(relation);
    strongest.set(relation, before ? stronger(before, mode) : mode);
  }
  const modes = [...strongest.values()];
  return {
    locks: [...strongest]
      .map(([relation, mode]) => ({ relation, mode }))
      .sort((a, b) => (a.relation < b.relation ? -1 : 1)),
    blocksReads: (facts.blocksReads ?? false) || modes.some(blocksReads),
    blocksWrites: (facts.blocksWrites ?? false) || modes.some(blocksWrites),
    rewrites: facts.rewrites ?? false,
    scans: facts.scans ?? false,
    destructive: facts.destructive ?? false,
    transactional: !facts.outsideTransaction,
    unknown: facts.unknown ?? false,
  };
}
