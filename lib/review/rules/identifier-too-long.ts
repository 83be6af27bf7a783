import { foldCase, MAX_NAME_BYTES } from "../../sql/identifiers";
import { writtenNames } from "../ask";
import type { Rule } from "../rule";

/** Name of more than 63 bytes. */
export const identifierTooLong: Rule = {
  level: "warning",
  tier: "core",
  help: "Choose a shorter name; bytes count, not characters.",
  // The parser cuts like the server does: a cut name goes on in the text.
  check: (one) => {
    const cut = writtenNames(one.statement.node).filter(
      (name) => new TextEncoder().encode(name).length >= MAX_NAME_BYTES - 3,
    );
    const text = cut.length > 0 ? foldCase(one.statement.sql) : "";
    return cut
      .filter((name) => /^[\w$\u0080-\uFFFF]/.test(text.slice(text.indexOf(foldCase(name)) + name.length)))
      .map((name) => ({
        message: `A name that begins with ${name} has more than 63 bytes: it is cut silently.`,
      }));
  },
};
