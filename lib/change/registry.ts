import type { Operation, OperationKind } from "@/lib/contracts/operation";
import type { OperationWords } from "./operation-words";
import { addColumnWords } from "./operations/add-column";
import { renameColumnWords } from "./operations/rename-column";

/** Every kind of operation; does not compile while one is missing. */
export const OPERATION_WORDS: {
  readonly [Kind in OperationKind]: OperationWords<Extract<Operation, { kind: Kind }>>;
} = {
  "rename-column": renameColumnWords,
  "add-column": addColumnWords,
};

/** All of them, for code that does not care which: each is only ever given its own kind. */
export const ALL_OPERATION_WORDS = Object.values(OPERATION_WORDS) as unknown as readonly OperationWords[];

export function wordsOf(operation: Operation): OperationWords {
  return OPERATION_WORDS[operation.kind] as unknown as OperationWords;
}

/** One line for people: `Rename public.people.full_name to name`. */
export function describeOperation(operation: Operation): string {
  return wordsOf(operation).describe(operation);
}
