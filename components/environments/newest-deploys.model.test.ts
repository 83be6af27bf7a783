import { expect, test } from "vitest";
import type { Deploy } from "@/lib/contracts/rollout";
import { newestDeploys } from "./newest-deploys.model";

const deploy = (service: string, version: string, createdAt: string): Deploy => ({
  id: `${service}${version}`,
  environmentId: "e",
  service,
  version,
  commit: null,
  status: "finished",
  planId: null,
  nodeId: null,
  startedAt: createdAt,
  finishedAt: createdAt,
  createdAt,
});

test("each service shows its newest deploy, whatever the order of the list", () => {
  const found = newestDeploys(
    ["web", "cron"],
    [deploy("web", "v1", "2026-01-01T00:00:00Z"), deploy("web", "v2", "2026-01-02T00:00:00Z")],
  );
  expect(found.map((entry) => [entry.service, entry.deploy?.version ?? null])).toEqual([
    ["web", "v2"],
    ["cron", null],
  ]);
});

test("a service that is deployed but not listed is shown too", () => {
  expect(
    newestDeploys([], [deploy("extra", "v1", "2026-01-01T00:00:00Z")]).map((entry) => entry.service),
  ).toEqual(["extra"]);
});
