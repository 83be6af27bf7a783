import type { CreateExtension, DropExtension } from "@/lib/contracts/operation";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { bodyOf, parseSql } from "@/lib/sql/parse";
import { droppedNames, nameAmong, namedWords, nothingMore, statementWords } from "../statement-words";

export const createExtensionWords = statementWords<CreateExtension>({
  kind: "create-extension",
  label: "Install an extension",
  examples: ["create extension pg_trgm", "create extension if not exists pg_trgm"],
  begins: /^create\s+extension\s/i,
  is: (node) => bodyOf(node, "CreateExtensionStmt") !== null,
  refuses(node, catalog, more) {
    const made = bodyOf(node, "CreateExtensionStmt");
    const options = (made?.options ?? []).map((one) => bodyOf(one, "DefElem")?.defname);
    if (options.includes("cascade")) return "CASCADE brings others along: say each extension for itself";
    const there = catalog.extensions?.find(({ name }) => name === made?.extname);
    if (there && !made?.if_not_exists)
      return `${there.name} is installed already, in version ${there.version}`;
    return nothingMore(more);
  },
  describe: (sql) => `Install the extension ${quoteIdentifier(createdExtension(sql) ?? "")}`,
});

/** Bare name of what the statement installs. */
export function createdExtension(sql: string): string | null {
  const parsed = parseSql(sql);
  return (parsed.ok ? bodyOf(parsed.value[0]?.node, "CreateExtensionStmt")?.extname : null) ?? null;
}

export const dropExtensionWords = namedWords<DropExtension>({
  kind: "drop-extension",
  label: "Drop an extension",
  examples: ["drop extension hstore"],
  begins: "drop(?: the)? extension",
  names: (node) => droppedNames(node, ["OBJECT_EXTENSION"]),
  find: (catalog, written) =>
    nameAmong(
      (catalog.extensions ?? []).map(({ name }) => name),
      written,
      "an extension",
    ),
  describe: (name) => `Drop the extension ${name}`,
});
