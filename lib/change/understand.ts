import type { Catalog } from "@/lib/catalog/model";
import type { Operation } from "@/lib/contracts/operation";
import type { Failure, Result } from "@/lib/contracts/result";

/** Exactly one of the three ways to say a change. */
export interface ChangeWords {
  readonly operations?: readonly Operation[];
  readonly sql?: string;
  readonly sentence?: string;
}

export async function understandChange(
  _words: ChangeWords,
  _catalog: Catalog,
): Promise<Result<Operation[], Failure>> {
  throw new Error("being written");
}
