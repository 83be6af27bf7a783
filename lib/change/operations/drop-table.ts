import type { DropTable } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, strings } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";

const FORM = sentencePattern("drop (?:the )?table {path}");

export const dropTableWords: OperationWords<DropTable> = {
  kind: "drop-table",
  label: "Drop a table",
  examples: ["drop table customers"],

  fromSentence(sentence) {
    const path = FORM.exec(sentence)?.[1];
    return path ? ok({ kind: "drop-table", table: path }) : null;
  },

  fromStatement({ node }) {
    const drop = bodyOf(node, "DropStmt");
    if (drop?.removeType !== "OBJECT_TABLE") return null;
    if (drop.behavior === "DROP_CASCADE") {
      return fail("CASCADE drops what is not named: say each view and foreign key that is to go");
    }
    return ok(
      (drop.objects ?? []).map((object) => ({
        kind: "drop-table" as const,
        table: strings(bodyOf(object, "List")?.items).map(quoteIdentifier).join("."),
      })),
    );
  },

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    return found.ok ? ok({ ...operation, table: relationName(found.value) }) : found;
  },

  describe: ({ table }) => `Drop the table ${table}`,
};
