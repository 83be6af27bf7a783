import type { CreatePublication, DropPublication } from "@/lib/contracts/operation";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { bodyOf, parseSql } from "@/lib/sql/parse";
import { publicationIn, publicationNamed } from "../publications";
import { droppedNames, nameAmong, namedWords, nothingMore, statementWords } from "../statement-words";

export const createPublicationWords = statementWords<CreatePublication>({
  kind: "create-publication",
  label: "Create a publication",
  examples: ["create publication feed for table customers", "create publication everything for all tables"],
  begins: /^create\s+publication\s/i,
  is: (node) => bodyOf(node, "CreatePublicationStmt") !== null,
  refuses(node, catalog, more) {
    const read = publicationIn(node, catalog);
    if (!read.ok) return read.failure;
    if (publicationNamed(catalog, read.value.name)) {
      return `there is a publication ${quoteIdentifier(read.value.name)} already: say ALTER PUBLICATION`;
    }
    return nothingMore(more);
  },
  describe(sql) {
    const parsed = parseSql(sql);
    const made = parsed.ok ? bodyOf(parsed.value[0]?.node, "CreatePublicationStmt") : null;
    return `Create the publication ${quoteIdentifier(made?.pubname ?? "")}`;
  },
});

export const dropPublicationWords = namedWords<DropPublication>({
  kind: "drop-publication",
  label: "Drop a publication",
  examples: ["drop publication sales"],
  begins: "drop(?: the)? publication",
  names: (node) => droppedNames(node, ["OBJECT_PUBLICATION"]),
  find: (catalog, written) =>
    nameAmong(
      (catalog.publications ?? []).map(({ name }) => name),
      written,
      "a publication",
    ),
  describe: (name) => `Drop the publication ${name}`,
});
