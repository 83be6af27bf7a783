import { beforeAll, describe, expect, it } from "vitest";
import { compareAll, EXPLAINED, experimentsOf, prepareBase } from "@/lib/testing/experiments";
import { createTestDatabase } from "@/lib/testing/postgres";
import type { ServerMajor } from "@/lib/testing/server-addresses";
import { loadParser } from "../parse";

beforeAll(() => loadParser());

/** Every recorded observation is made again on a real server and held against what the engine says. */
describe.each<ServerMajor>([15, 18])("on PostgreSQL %i", (major) => {
  it("the engine says what the server does, but for what is explained", { timeout: 900_000 }, async () => {
    const base = await createTestDatabase(major);
    await prepareBase(base.url);
    const results = await compareAll(major, {
      fresh: () => createTestDatabase(major, { template: base.name }),
    });
    await base.drop();
    expect(results.length).toBe(experimentsOf(major).length);
    expect(results.length).toBeGreaterThan(500);
    const unexplained = results
      .filter(({ id, differences }) => differences.length > 0 && !(id in EXPLAINED))
      .map(({ id, sql, differences }) => `${id}: ${sql}: ${differences.join("; ")}`);
    expect(unexplained).toEqual([]);
  });
});
