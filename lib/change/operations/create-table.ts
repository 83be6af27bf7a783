import { deparseSync } from "pgsql-deparser";
import type { Catalog } from "@/lib/catalog/model";
import type { CreateTable } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { bodyOf, parseSql, type Statement, walk } from "@/lib/sql/parse";
import { freeRelationName, problem, resolveTable } from "../names-in-catalog";
import type { OperationWords } from "../operation-words";
import { qualifyNames } from "../sql-text";
import { newName } from "../statement-words";
import { missingName } from "../usable-names";

export const createTableWords: OperationWords<CreateTable> = {
  kind: "create-table",
  label: "Create a table",
  examples: ["create table notes (id bigint primary key, body text not null)"],

  fromSentence(sentence) {
    if (!/^create\s+table\s/i.test(sentence)) return null;
    return ok({ kind: "create-table", sql: sentence });
  },

  fromStatement(statement) {
    if (statement.kind !== "CreateStmt") return null;
    return ok([{ kind: "create-table", sql: statement.sql }]);
  },

  check(operation, catalog) {
    const read = canonicalTable(operation.sql, catalog);
    return read.ok ? ok({ ...operation, sql: read.value.sql }) : problem("sql", read.failure);
  },

  describe: ({ sql }) => `Create the table ${createdTable(sql)?.relation ?? "?"}`,
};

/** The table that the statements create, as `schema.name`; null where they create none. */
export function createdTable(sql: string) {
  const parsed = parseSql(sql);
  const created = parsed.ok ? bodyOf(parsed.value[0]?.node, "CreateStmt") : null;
  if (!created?.relation?.relname) return null;
  const name = { schema: created.relation.schemaname ?? "public", name: created.relation.relname };
  const columns = (created.tableElts ?? []).flatMap((one) => bodyOf(one, "ColumnDef")?.colname ?? []);
  return { ...name, relation: relationName(name), columns };
}

/** The statements with every name of the environment's own qualified: our sessions see pg_catalog only. */
function canonicalTable(sql: string, catalog: Catalog): Result<{ readonly sql: string }, string> {
  const parsed = parseSql(sql);
  if (!parsed.ok) return fail(`line ${parsed.failure.line}: ${parsed.failure.message}`);
  const [first, ...more] = parsed.value;
  const created = bodyOf(first?.node, "CreateStmt");
  if (!first || !created?.relation?.relname) return fail("it does not begin with CREATE TABLE");
  const refusal = refused(created);
  if (refusal) return fail(refusal);
  const own = newName(catalog, created.relation);
  if (freeRelationName(catalog, own.schema, own.name, "") !== own.name) {
    return fail(`there is ${relationName(own)} already`);
  }
  for (const statement of more) {
    if (!isAbout(statement, own))
      return fail("only statements about the new table may follow: put others into a change of their own");
  }
  let missing: string | null = null;
  for (const { node } of parsed.value) {
    walk(node, (kind, body) => {
      if (kind === "relation" || kind === "RangeVar" || kind === "pktable") {
        if (body.relname === own.name && (body.schemaname ?? own.schema) === own.schema)
          body.schemaname = own.schema;
        else if (typeof body.relname === "string") {
          const other = resolveTable(catalog, {
            schema: (body.schemaname as string) ?? null,
            name: body.relname,
          });
          if (other.ok) body.schemaname = other.value.schema;
          else missing = other.failure[0]?.message ?? "a table is missing";
        }
      }
    });
    missing ??= missingName(node, catalog);
    qualifyNames(node, catalog);
  }
  if (missing) return fail(missing);
  const text = parsed.value.map(({ node }) => deparseSync(node).replace(/;\s*$/, "")).join(";\n");
  return parseSql(text).ok ? ok({ sql: text }) : fail("it cannot be printed anew");
}

function refused(created: NonNullable<ReturnType<typeof bodyOf<"CreateStmt">>>): string | null {
  if (created.if_not_exists) return "IF NOT EXISTS leaves open what is there: say CREATE TABLE";
  if (created.partbound)
    return "a partition locks its parent, and a default partition is read: say it as a raw step";
  if (created.inhRelations?.length) return "INHERITS is not understood";
  return created.relation?.relpersistence === "t" ? "a temporary table is gone with its session" : null;
}

/** An index, a constraint or a comment of the table that was just made. */
function isAbout({ node }: Statement, own: { readonly name: string }): boolean {
  const relation = bodyOf(node, "IndexStmt")?.relation ?? bodyOf(node, "AlterTableStmt")?.relation;
  return relation?.relname === own.name;
}
