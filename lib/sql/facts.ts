import type { Catalog } from "@/lib/catalog/model";
import type { Facts } from "@/lib/contracts/plan";

export interface FactContext {
  readonly serverMajor: number;
  readonly catalog?: Catalog;
}

/** What the statements of `sql` do while they run, all taken together. */
export function factsOf(_sql: string, _context: FactContext): Facts {
  throw new Error("facts are being written");
}
