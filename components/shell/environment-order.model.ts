import { TIERS } from "@/lib/contracts/constants";
import type { Environment } from "@/lib/contracts/environment";

type Ordered = Pick<Environment, "tier" | "name" | "demo">;

/** Production first, the team's own before the demo's, then by name: an order that never depends on age. */
export function byTierDescending<T extends Ordered>(environments: readonly T[]): readonly T[] {
  return [...environments].sort(
    (a, b) =>
      Number(a.demo) - Number(b.demo) ||
      TIERS.indexOf(b.tier) - TIERS.indexOf(a.tier) ||
      a.name.localeCompare(b.name, "en"),
  );
}
