import type { AlterTableCmd, ColumnDef } from "libpg-query";
import { deparseSync } from "pgsql-deparser";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { parseDottedName, quoteIdentifier } from "@/lib/sql/identifiers";
import { bodyOf, type Node, type Statement } from "@/lib/sql/parse";
import { writtenRelation } from "./written-relation";

/** The one thing an ALTER TABLE says; null where the statement is something else. */
export function alterCommand(node: Node): { readonly table: string; readonly cmd: AlterTableCmd } | null {
  const alter = bodyOf(node, "AlterTableStmt");
  if (alter?.objtype !== "OBJECT_TABLE" || alter.cmds?.length !== 1) return null;
  const cmd = bodyOf(alter.cmds[0], "AlterTableCmd");
  return cmd ? { table: writtenRelation(alter.relation), cmd } : null;
}

/** A column's type as SQL, with its collation. */
export function typeText({ typeName, collClause }: ColumnDef): string {
  return deparseSync({ ColumnDef: { colname: "c", typeName, collClause } })
    .replace(/^c /, "")
    .trim();
}

/** Puts an index or constraint of a table or materialized view that the script has just created with what creates it. */
export function withNewTables(before: Statement[], statement: Statement): Statement[] {
  const relation =
    bodyOf(statement.node, "IndexStmt")?.relation ?? bodyOf(statement.node, "AlterTableStmt")?.relation;
  const at = before.findLastIndex((one) => {
    const view = bodyOf(one.node, "CreateTableAsStmt");
    const created =
      bodyOf(one.node, "CreateStmt")?.relation ??
      (view?.objtype === "OBJECT_MATVIEW" ? view.into?.rel : undefined);
    return created?.relname === relation?.relname && created?.schemaname === relation?.schemaname;
  });
  const created = relation ? before[at] : undefined;
  if (!created) return [...before, statement];
  const index = bodyOf(statement.node, "IndexStmt");
  // Nobody uses the table yet, so there is nobody to build beside.
  const text = index?.concurrent
    ? deparseSync({ IndexStmt: { ...index, concurrent: false } })
    : statement.sql;
  const sql = `${created.sql};\n${text}`;
  return before.with(at, { ...created, sql });
}

/** One statement per thing that an ALTER TABLE says: each is planned for itself. */
export function oneByOne(statement: Statement): readonly Statement[] {
  const alter = bodyOf(statement.node, "AlterTableStmt");
  const cmds = alter?.cmds ?? [];
  if (!alter || cmds.flatMap(withoutInline).length < 2) return [statement];
  return cmds.flatMap(withoutInline).map((cmd) => {
    const node = { AlterTableStmt: { ...alter, cmds: [cmd] } };
    return { ...statement, node, sql: deparseSync(node) };
  });
}

/** ADD COLUMN with a check, unique or foreign key constraint as the column and then the constraint. */
function withoutInline(node: Node): readonly Node[] {
  const cmd = bodyOf(node, "AlterTableCmd");
  const column = cmd?.subtype === "AT_AddColumn" ? bodyOf(cmd.def, "ColumnDef") : null;
  const name: Node = { String: { sval: column?.colname } };
  const constraints = (column?.constraints ?? []).map((one) => ({ one, inline: bodyOf(one, "Constraint") }));
  const apart = constraints.flatMap(({ inline }) => {
    switch (inline?.contype) {
      case "CONSTR_CHECK":
        return [inline];
      case "CONSTR_UNIQUE":
        return [{ ...inline, keys: [name] }];
      case "CONSTR_FOREIGN":
        return [{ ...inline, fk_attrs: [name] }];
      default:
        return [];
    }
  });
  if (!cmd || !column || apart.length === 0) return [node];
  const kept = constraints.filter(
    ({ inline }) => !["CONSTR_CHECK", "CONSTR_UNIQUE", "CONSTR_FOREIGN"].includes(inline?.contype ?? ""),
  );
  const bare = { ColumnDef: { ...column, constraints: kept.map(({ one }) => one) } };
  return [
    { AlterTableCmd: { ...cmd, def: bare } },
    ...apart.map(
      (constraint): Node => ({
        AlterTableCmd: {
          subtype: "AT_AddConstraint",
          def: { Constraint: constraint },
          behavior: "DROP_RESTRICT",
        },
      }),
    ),
  ];
}

/** An expression's tree as text. */
export function expressionText(expression: Node): string {
  const select: Node = {
    SelectStmt: {
      targetList: [{ ResTarget: { val: expression } }],
      limitOption: "LIMIT_OPTION_DEFAULT",
      op: "SETOP_NONE",
    },
  };
  return deparseSync(select)
    .replace(/^SELECT\s+/, "")
    .trim();
}

/** `customers.email` of a sentence as table and column; fails with a sentence. */
export function tableAndColumn(
  path: string,
  example: string,
): Result<{ readonly table: string; readonly column: string }, string> {
  const parts = parseDottedName(path) ?? [];
  const column = parts.at(-1);
  if (parts.length < 2 || parts.length > 3 || column === undefined) {
    return fail(`say which table ${path} belongs to, e.g. ${example}`);
  }
  return ok({ table: parts.slice(0, -1).map(quoteIdentifier).join("."), column });
}

/** `(a, "B c")` or `a` as bare names; null where it is something else. */
export function nameList(written: string): readonly string[] | null {
  const inner = written.trim().replace(/^\(([\s\S]*)\)$/, "$1");
  const names = inner.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => parseDottedName(part.trim()));
  return names.every((parts) => parts?.length === 1) ? names.flatMap((parts) => parts ?? []) : null;
}
