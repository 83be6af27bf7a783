import type { Comment } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, strings } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { problem, resolveColumn } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { tableAndColumn } from "../read-statement";

const ON_TABLE = sentencePattern("comment on table {path}: (.+)");
const ON_COLUMN = sentencePattern("comment on (?:column )?{path}: (.+)");

export const commentWords: OperationWords<Comment> = {
  kind: "comment",
  label: "Comment",
  examples: [
    "comment on customers.email: where we write to",
    "comment on table customers: who bought something",
  ],

  fromSentence(sentence) {
    const table = ON_TABLE.exec(sentence);
    if (table) return ok({ kind: "comment", table: table[1] ?? "", column: null, text: table[2] ?? "" });
    const column = ON_COLUMN.exec(sentence);
    if (!column) return null;
    const read = tableAndColumn(column[1] ?? "", "comment on customers.email: where we write to");
    return read.ok ? ok({ kind: "comment", ...read.value, text: column[2] ?? "" }) : read;
  },

  fromStatement({ node }) {
    const said = bodyOf(node, "CommentStmt");
    if (said?.objtype !== "OBJECT_TABLE" && said?.objtype !== "OBJECT_COLUMN") return null;
    const parts = strings(bodyOf(said.object, "List")?.items);
    const column = said.objtype === "OBJECT_COLUMN" ? (parts.at(-1) ?? "") : null;
    const table = (column === null ? parts : parts.slice(0, -1)).map(quoteIdentifier).join(".");
    return ok([{ kind: "comment", table, column, text: said.comment || null }]);
  },

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const table = found.value;
    const column = operation.column === null ? null : resolveColumn(table, operation.column);
    if (column && !column.ok) return column;
    const now = column ? column.value.comment : table.comment;
    if (now === operation.text) {
      return problem("text", now === null ? "there is no comment already" : "the comment says that already");
    }
    return ok({ ...operation, table: relationName(table) });
  },

  describe({ table, column, text }) {
    const what = column === null ? table : `${table}.${quoteIdentifier(column)}`;
    return text === null ? `Take the comment off ${what}` : `Say of ${what}: ${text}`;
  },
};
