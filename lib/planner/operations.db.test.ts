import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diffCatalogs } from "@/lib/catalog/diff";
import { OPERATION_WORDS } from "@/lib/change/registry";
import { understandChange } from "@/lib/change/understand";
import { SNIPPET_TARGETS } from "@/lib/contracts/constants";
import type { OperationKind } from "@/lib/contracts/operation";
import type { PlanDraft } from "@/lib/contracts/plan";
import {
  changedRows,
  connected,
  goThrough,
  picture,
  planned,
  planOf,
  startAnew,
} from "@/lib/testing/plan-journey";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/postgres";
import { TARGET_MAJORS } from "@/lib/testing/server-addresses";
import { OPERATION_CASES } from "./cases";
import { COMMON } from "./cases/common-tables";
import type { OperationCase } from "./cases/operation-case";

const kinds = Object.keys(OPERATION_WORDS) as OperationKind[];

it.each(kinds)("has a case for %s", (kind) => {
  expect(OPERATION_CASES.some((one) => one.kind === kind)).toBe(true);
});

describe.each(TARGET_MAJORS)("on Postgres %i, up as the plain SQL would, down and up again:", (major) => {
  let database: TestDatabase;
  let client: pg.Client;
  let plain: pg.Client;
  let plainDatabase: TestDatabase;

  beforeAll(async () => {
    [database, plainDatabase] = await Promise.all([createTestDatabase(major), createTestDatabase(major)]);
    client = await connected(database.url);
    plain = await connected(plainDatabase.url);
  });

  afterAll(async () => {
    await Promise.all([client?.end(), plain?.end()]);
    await Promise.all([database?.drop(), plainDatabase?.drop()]);
  });

  const isFor = (one: OperationCase) => one.majors?.includes(major) ?? true;
  const cases = OPERATION_CASES.filter(isFor);
  it.each(cases)("$kind: $title", async (one) => {
    const setUp = `${COMMON}; ${one.setUp ?? ""}`;
    await startAnew(client, setUp);
    const plan = await planned(client, one.words);
    expect(plan.nodes.map((node) => node.id)).toEqual(one.nodes);
    expectSnippets(plan);
    const end = await goThrough(client, plan, { ...one, withRoles: one.rights === "both ways" });
    if (one.naive === null) return;
    await startAnew(plain, setUp);
    await plain.query(one.naive);
    const wanted = await picture(plain);
    expect(diffCatalogs(wanted.catalog, end.catalog, { withRoles: Boolean(one.rights) })).toEqual([]);
    if (!one.randomValues) expect(changedRows(wanted, end, wanted.catalog)).toEqual([]);
    const again = await understandChange({ operations: plan.operations }, end.catalog);
    expect(again.ok, "the same operations again are refused as done").toBe(one.repeatable ?? false);
  });

  const refused = OPERATION_CASES.filter((one) => !isFor(one) && one.refusal !== undefined);
  it.runIf(refused.length > 0).each(refused)("$kind: $title is refused", async (one) => {
    await startAnew(client, `${COMMON}; ${one.setUp ?? ""}`);
    const plan = await planOf(client, one.words);
    expect(plan.ok ? "a plan" : JSON.stringify(plan.failure)).toContain(one.refusal);
  });
});

/** Every release says what to write in each framework. */
function expectSnippets(plan: PlanDraft) {
  for (const node of plan.nodes) {
    if (node.type !== "deploy") continue;
    for (const target of SNIPPET_TARGETS)
      expect(node.snippets[target], `${node.id}: ${target}`).toMatch(/\S/);
  }
}
