import { parseProcedures } from "../../sql/engine";
import { bodyOf, parseSql, type Statement, strings, TOO_DEEP } from "../../sql/parse";
import { type Found, type Rule, subcommands } from "../rule";

const MESSAGES: Readonly<Record<string, string>> = {
  DoStmt: "Part of the block is put together at run time: what it does was not looked into.",
  [TOO_DEEP]: "The statement is too deeply nested, or too long: it was not looked into.",
};

/** What the fact engine does not know: dynamic SQL, unknown functions and types, CALL; bodies and bytes it cannot read. */
export const notLookedInto: Rule = {
  level: "warning",
  tier: "core",
  help: "Review by hand what it does, or write it as plain SQL.",
  check: (one) => [
    ...(one.facts.unknown && !subcommands(one, "AT_AlterColumnType").length
      ? [{ message: MESSAGES[one.statement.kind] ?? "What this does is not known here: it may be anything." }]
      : []),
    ...unreadBody(one.statement),
    ...brokenBytes(one.statement),
  ],
};

/** A function does nothing when it is made; what it will do when it is called stands in its body. */
function unreadBody({ node, sql }: Statement): readonly Found[] {
  const made = bodyOf(node, "CreateFunctionStmt");
  if (!made || made.sql_body) return [];
  const option = (name: string) =>
    (made.options ?? []).flatMap((one) => bodyOf(one, "DefElem") ?? []).find((one) => one.defname === name)
      ?.arg;
  const language = bodyOf(option("language"), "String")?.sval?.toLowerCase() ?? "sql";
  const body = strings(bodyOf(option("as"), "List")?.items)[0] ?? "";
  const unread = (why: string, level?: Found["level"]): Found[] => [
    {
      message: `What the function does when it is called was not looked into: ${why}`,
      ...(level ? { level } : {}),
    },
  ];
  if (language === "sql") {
    const parsed = parseSql(body);
    return parsed.ok ? [] : unread(`${parsed.failure.message}, line ${parsed.failure.line} of its body.`);
  }
  if (language !== "plpgsql") return unread(`it is written in ${language}.`, "info");
  const parsed = parseProcedures(sql);
  if (parsed.kind === "tree") return [];
  return unread(parsed.kind === "syntax" ? `${parsed.message}.` : "its body is too deeply nested.");
}

/** U+FFFD stands where bytes were no UTF-8. */
function brokenBytes({ sql, line }: Statement): readonly Found[] {
  const at = sql.indexOf("\uFFFD");
  if (at < 0) return [];
  const message = "Here are bytes that are no UTF-8: what the server would read was not looked into.";
  return [{ message, line: line + sql.slice(0, at).split("\n").length - 1 }];
}
