import { beforeAll, expect, it } from "vitest";
import { loadParser } from "@/lib/sql/parse";
import { shop } from "@/lib/testing/catalog-fixture";
import { planOfSentence } from "@/lib/testing/plan-of-sentence";
import { piecesOf } from "./pieces";

beforeAll(() => loadParser());

async function scripts(sentence: string) {
  const plan = await planOfSentence(shop(), sentence);
  return plan.nodes.flatMap((node) => (node.type === "phase" ? piecesOf(node) : [])).map(({ up }) => up);
}

it("rebuilds an index alone, without what is for our probe only", async () => {
  expect(await scripts("rebuild index customers_full_name_idx")).toEqual([
    {
      mode: "alone",
      statement: "REINDEX INDEX CONCURRENTLY public.customers_full_name_idx",
      blocking: "REINDEX INDEX public.customers_full_name_idx",
    },
  ]);
});

it("detaches a partition in one statement, which ends by itself", async () => {
  expect(await scripts("detach readings_2020 from readings")).toEqual([
    {
      mode: "alone",
      statement: "ALTER TABLE public.readings DETACH PARTITION public.readings_2020 CONCURRENTLY",
      blocking: "ALTER TABLE public.readings DETACH PARTITION public.readings_2020",
    },
  ]);
});
