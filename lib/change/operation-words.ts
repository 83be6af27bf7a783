import type { Catalog } from "@/lib/catalog/model";
import type { Operation } from "@/lib/contracts/operation";
import type { Result } from "@/lib/contracts/result";
import { foldCase, parseDottedName } from "@/lib/sql/identifiers";
import type { Statement } from "@/lib/sql/parse";
import type { Problem } from "./names-in-catalog";

/** How one kind of operation is said, read and checked. */
export interface OperationWords<O extends Operation = Operation> {
  readonly kind: O["kind"];
  /** As a heading: `Rename a column`. */
  readonly label: string;
  /** Sentences that are understood, for help and messages. */
  readonly examples: readonly string[];
  /** Null where the sentence is about something else. Names are as written, not looked up yet. */
  fromSentence(sentence: string): Result<O, string> | null;
  /**
   * Null where the statement is something else, or about what the catalog does not have and raw SQL may still mean. One
   * ALTER TABLE may say several operations.
   */
  fromStatement(statement: Statement, catalog: Catalog): Result<readonly O[], string> | null;
  /** The operation with its names as the catalog stores them, or what is wrong with it. */
  check(operation: O, catalog: Catalog): Result<O, readonly Problem[]>;
  /** One line: `Rename public.people.full_name to name`. */
  describe(operation: O): string;
}

const NAME = '(?:"(?:[^"]|"")+"|[\\p{L}_][\\p{L}\\p{N}_$]*)';

/** Patterns for sentences: `{name}` one name, `{path}` a dotted one. Words may be in any case. */
export function sentencePattern(text: string): RegExp {
  const source = text
    .replaceAll("{name}", `(${NAME})`)
    .replaceAll("{path}", `(${NAME}(?:\\.${NAME})*)`)
    .replaceAll(" ", "\\s+");
  return new RegExp(`^${source}$`, "iu");
}

/** A name as the catalog would store it. */
export function bareName(written: string): string {
  return parseDottedName(written)?.[0] ?? foldCase(written);
}
