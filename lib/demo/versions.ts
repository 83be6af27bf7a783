import { and, desc, eq, inArray, ne } from "drizzle-orm";
import { DEMO_VERSIONS } from "../contracts/constants";
import { DemoVersion } from "../contracts/demo";
import type { Queryable } from "../store/client";
import { deploys } from "../store/schema";
import { SHOP_SERVICES, type ShopService } from "./shape";

/**
 * The version each service should run: that of its newest deploy which was not rolled back, v1 where there is none.
 * The record is the truth, so a deploy told to the API rolls the shop just as the demo's button does.
 */
export async function deployedVersions(
  q: Queryable,
  environmentId: string,
): Promise<Record<ShopService, DemoVersion>> {
  const rows = await q
    .selectDistinctOn([deploys.service], { service: deploys.service, version: deploys.version })
    .from(deploys)
    .where(
      and(
        eq(deploys.environmentId, environmentId),
        inArray(deploys.version, [...DEMO_VERSIONS]),
        ne(deploys.status, "rolledBack"),
      ),
    )
    .orderBy(deploys.service, desc(deploys.startedAt), desc(deploys.id));
  const versionOf = (service: ShopService) =>
    DemoVersion.parse(rows.find((row) => row.service === service)?.version ?? "v1");
  return Object.fromEntries(SHOP_SERVICES.map((service) => [service, versionOf(service)])) as Record<
    ShopService,
    DemoVersion
  >;
}
