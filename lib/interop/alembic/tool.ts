import { createHash } from "node:crypto";
import type { ExportOptions } from "@/lib/contracts/interop";
import type { Plan } from "@/lib/contracts/plan";
import { isTransactional, type Script } from "../pieces";
import { pythonText } from "../python";
import { callsOf, commented } from "../sql-text";
import type { NamedPiece, Tool } from "../tool";
import { alembicRecorder } from "./record";

/** The order is the chain of `down_revision`; `op.execute` reads `:name` as a parameter. */
export const alembic: Tool = {
  id: "alembic",
  sendsOneString: false,
  recorder: alembicRecorder,
  render: ({ pieces, header, plan, options }) =>
    pieces.map((piece) => {
      const own = revisionOf(plan, piece.number);
      const block = isTransactional(piece) ? "" : "    with op.get_context().autocommit_block():\n";
      return {
        path: `${options.directory ?? "alembic/versions"}/${own}_${piece.slug}.py`,
        content: [
          commented("#", [...header, piece.title]),
          "from alembic import op",
          "",
          `revision = "${own}"`,
          `down_revision = ${parentOf(piece, plan, options)}`,
          "branch_labels = None",
          "depends_on = None",
          "",
          "",
          `def upgrade():\n${block}${calls(piece.up, block === "")}`,
          "",
          "",
          ...(piece.loses === null ? [] : [`# Loses: ${piece.loses}`]),
          `def downgrade():\n${block}${calls(piece.down, block === "")}`,
          "",
        ].join("\n"),
      };
    }),
  notes: (_, { newest }) => [
    ...(newest === undefined
      ? ["Say the head revision when you export: the first file's down_revision names it."]
      : []),
    "Set transaction_per_migration=True in env.py, or all files share one transaction.",
  ],
};

/** Twelve hexadecimal digits, the same each time the plan is exported. */
function revisionOf(plan: Plan, number: number): string {
  return createHash("sha256").update(`${plan.hash} ${number}`).digest("hex").slice(0, 12);
}

function parentOf({ number }: NamedPiece, plan: Plan, { newest }: ExportOptions): string {
  if (number > 1) return `"${revisionOf(plan, number - 1)}"`;
  return newest === undefined ? "None" : pythonText(newest);
}

function calls(scripts: Script | null | readonly Script[], inTransaction: boolean): string {
  const indent = inTransaction ? "    " : "        ";
  const list = callsOf(scripts, inTransaction).map(
    (sql) => `${indent}op.execute(${pythonText(escapeBinds(sql))})`,
  );
  return list.length === 0 ? `${indent}pass` : list.join("\n");
}

/** A colon before a word, but not `::`, would be a parameter: the backslash keeps it (SQLAlchemy's text()). */
function escapeBinds(sql: string): string {
  return sql.replace(/(?<![:\w\\]):(?=\w)/g, "\\:");
}
