import type { CreateSchema, DropSchema } from "@/lib/contracts/operation";
import { MAX_NAME_BYTES, nameBytes, quoteIdentifier } from "@/lib/sql/identifiers";
import { bodyOf, parseSql } from "@/lib/sql/parse";
import { droppedNames, nameAmong, namedWords, nothingMore, statementWords } from "../statement-words";

export const createSchemaWords = statementWords<CreateSchema>({
  kind: "create-schema",
  label: "Create a schema",
  examples: ["create schema archive", "create schema if not exists archive"],
  begins: /^create\s+schema\s/i,
  is: (node) => bodyOf(node, "CreateSchemaStmt") !== null,
  refuses(node, catalog, more) {
    const made = bodyOf(node, "CreateSchemaStmt");
    if (!made?.schemaname) return "give the schema a name of its own";
    if (made.schemaElts?.length) return "say what goes into the schema as operations of their own";
    if (nameBytes(made.schemaname) > MAX_NAME_BYTES) return `a name has at most ${MAX_NAME_BYTES} bytes`;
    const there = catalog.schemas?.some(({ name }) => name === made.schemaname);
    if (there && !made.if_not_exists) return `there is a schema ${quoteIdentifier(made.schemaname)} already`;
    return nothingMore(more);
  },
  describe: (sql) => `Create the schema ${quoteIdentifier(createdSchema(sql) ?? "")}`,
});

/** Bare name of the schema that the statement makes. */
export function createdSchema(sql: string): string | null {
  const parsed = parseSql(sql);
  return (parsed.ok ? bodyOf(parsed.value[0]?.node, "CreateSchemaStmt")?.schemaname : null) ?? null;
}

export const dropSchemaWords = namedWords<DropSchema>({
  kind: "drop-schema",
  label: "Drop a schema",
  examples: ["drop schema attic"],
  begins: "drop(?: the)? schema",
  names: (node) => droppedNames(node, ["OBJECT_SCHEMA"]),
  find: (catalog, written) =>
    nameAmong(
      (catalog.schemas ?? []).map(({ name }) => name),
      written,
      "a schema",
    ),
  describe: (name) => `Drop the schema ${name}`,
});
