import type * as z from "zod";

/**
 * What is wrong with an input, in words for the person who sent it. Given to `safeParse` as its error map:
 * a message that a schema brings itself goes before it, and what it does not know keeps zod's own words.
 */
export const plainMessage: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "Is missing" : `Must be ${nounFor(issue.expected)}`;
    case "invalid_value":
      return `Must be ${alternatives(issue.values)}`;
    case "too_small":
      return limitMessage("at least", issue.origin, Number(issue.minimum), issue.inclusive);
    case "too_big":
      return limitMessage("at most", issue.origin, Number(issue.maximum), issue.inclusive);
    case "invalid_format":
      return FORMATS[issue.format];
    case "unrecognized_keys":
      return `Has unknown fields: ${issue.keys.join(", ")}`;
    default:
      return undefined;
  }
};

const FORMATS: Readonly<Record<string, string | undefined>> = {
  email: "Must be an e-mail address",
  datetime: "Must be an ISO 8601 UTC instant, such as 2026-01-31T12:00:00Z",
  url: "Must be a URL",
};

function nounFor(expected: string): string {
  switch (expected) {
    case "string":
      return "text";
    case "int":
      return "a whole number";
    case "array":
      return "a list";
    case "object":
    case "record":
      return "an object";
    case "boolean":
      return "true or false";
    default:
      return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
  }
}

function alternatives(values: readonly unknown[]): string {
  const words = values.map(String);
  return words.length < 2 ? (words[0] ?? "nothing") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function limitMessage(
  bound: "at least" | "at most",
  origin: string,
  limit: number,
  inclusive: boolean | undefined,
): string | undefined {
  if (origin === "string") {
    if (bound === "at least" && limit === 1) return "Must not be empty";
    return `Must have ${bound} ${limit} characters`;
  }
  if (origin === "array" || origin === "set")
    return `Must have ${bound} ${limit} ${limit === 1 ? "entry" : "entries"}`;
  if (origin !== "number" && origin !== "int") return undefined;
  if (inclusive === false) return `Must be ${bound === "at least" ? "more" : "less"} than ${limit}`;
  return `Must be ${bound} ${limit}`;
}
