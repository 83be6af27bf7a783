import type { Deploy } from "@/lib/contracts/rollout";

/** The newest deploy of each service, listed services first and also where there is none. */
export function newestDeploys(
  services: readonly string[],
  deploys: readonly Deploy[],
): readonly { readonly service: string; readonly deploy: Deploy | null }[] {
  const newest = new Map<string, Deploy>();
  for (const deploy of deploys) {
    const known = newest.get(deploy.service);
    if (!known || known.createdAt < deploy.createdAt) newest.set(deploy.service, deploy);
  }
  const names = [...new Set([...services, ...newest.keys()])];
  return names.map((service) => ({ service, deploy: newest.get(service) ?? null }));
}
