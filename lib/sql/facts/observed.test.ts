import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { LockMode } from "@/lib/contracts/common";
import { factsOf } from "../facts";
import { compareStrength } from "../lock-modes";
import { loadParser } from "../parse";

interface Observation {
  readonly pg: readonly number[];
  readonly locks?: readonly { readonly relation: string; readonly kind: string; readonly mode: LockMode }[];
  readonly rewrites?: readonly string[];
  readonly scans?: readonly string[];
  readonly blocksReads?: readonly string[];
  readonly blocksWrites?: readonly string[];
  readonly error?: unknown;
}
interface Observed {
  readonly id: string;
  readonly sql: string;
  readonly observed: readonly Observation[];
}

const [, ...lines] = readFileSync(new URL("testdata/lock-facts.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n");
const statements = lines.map((line) => JSON.parse(line) as Observed);

beforeAll(() => loadParser());

/** The facts promise at least what a real server was seen to do, or say that they do not know. */
describe("facts without a catalog", () => {
  for (const major of [15, 18]) {
    const seen = statements.flatMap(({ id, sql, observed }) => {
      const observation = observed.find((one) => one.pg.includes(major));
      // Sampled rows show phases of one statement that no transaction sees together.
      return observation?.locks && !id.startsWith("nontx/") ? [{ id, sql, observation }] : [];
    });

    it(`finds observations of ${major} to compare with`, () => {
      expect(seen.length).toBeGreaterThan(300);
    });

    it.each(seen)(`never promise less than ${major} did: $id: $sql`, ({ sql, observation }) => {
      const facts = factsOf(sql, { serverMajor: major });
      if (facts.unknown) return;
      for (const seenLock of observation.locks ?? []) {
        const promised = facts.locks.find((lock) => lock.relation === seenLock.relation);
        if (promised) expect(compareStrength(promised.mode, seenLock.mode)).toBeGreaterThanOrEqual(0);
      }
      // TRUNCATE is seen with a new file too, but an empty one.
      if (observation.rewrites?.length && !facts.destructive) expect(facts.rewrites).toBe(true);
    });
  }
});
