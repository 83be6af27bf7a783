import type * as z from "zod";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { inputErrors } from "./problem";

/** A JSON body that may be left out: nothing is read as `{}`. */
export async function readOptionalBody<T extends z.ZodType>(
  request: Request,
  schema: T,
): Promise<Result<z.output<T>>> {
  const text = (await request.text()).trim();
  let value: unknown = {};
  try {
    if (text !== "") value = JSON.parse(text);
  } catch {
    return fail({ code: "input.invalid", errors: [{ path: "", message: "The body is not JSON" }] });
  }
  const parsed = schema.safeParse(value);
  return parsed.success
    ? ok(parsed.data)
    : fail({ code: "input.invalid", errors: inputErrors(parsed.error) });
}
