import type * as z from "zod";
import type { Preview, PreviewInput } from "../contracts/change";
import { fail, type Result } from "../contracts/result";
import type { Asker } from "./asker";
import { planWords } from "./plan-words";

/** The plan as it would be, while somebody types: from a picture of the schema that may be some seconds old. */
export async function previewChange(
  asker: Asker,
  input: z.infer<typeof PreviewInput>,
): Promise<Result<Preview>> {
  const given = [input.operations, input.sql, input.sentence].filter((way) => way !== undefined);
  if (given.length !== 1) {
    const message = "Give exactly one of operations, sql or sentence";
    return fail({ code: "input.invalid", errors: [{ path: "operations", message }] });
  }
  return planWords(asker, { title: "", ...input }, { catalogMaxAgeMs: 10_000 });
}
