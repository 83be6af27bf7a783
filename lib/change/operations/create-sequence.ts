import type { CreateSequence, DropSequence } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { bodyOf, parseSql } from "@/lib/sql/parse";
import { relationsIn } from "../names-in-catalog";
import {
  droppedNames,
  namedWords,
  newName,
  newObjectProblem,
  objectNamed,
  statementWords,
} from "../statement-words";
import { writtenRelation } from "../written-relation";

export const createSequenceWords = statementWords<CreateSequence>({
  kind: "create-sequence",
  label: "Create a sequence",
  examples: ["create sequence invoice_numbers start 1000"],
  begins: /^create\s+sequence\s/i,
  is: (node) => bodyOf(node, "CreateSeqStmt") !== null,
  refuses(node, catalog, more) {
    const made = bodyOf(node, "CreateSeqStmt");
    if (made?.if_not_exists) return "IF NOT EXISTS leaves open what is there: leave it away";
    if (made?.sequence?.relpersistence === "t") return "a temporary sequence is gone with its session";
    const own = newName(catalog, made?.sequence ?? {});
    return newObjectProblem(catalog, own, { others: relationsIn(catalog), more });
  },
  makes: (node) => bodyOf(node, "CreateSeqStmt")?.sequence,
  describe: (sql) => `Create the sequence ${createdSequence(sql) ?? ""}`,
});

/** The sequence that the statement makes, named as it writes it. */
export function createdSequence(sql: string): string | null {
  const parsed = parseSql(sql);
  const made = parsed.ok ? bodyOf(parsed.value[0]?.node, "CreateSeqStmt") : null;
  return made ? writtenRelation(made.sequence) : null;
}

export const dropSequenceWords = namedWords<DropSequence>({
  kind: "drop-sequence",
  label: "Drop a sequence",
  examples: ["drop sequence tickets"],
  begins: "drop(?: the)? sequence",
  names: (node) => droppedNames(node, ["OBJECT_SEQUENCE"]),
  find(catalog, written) {
    const found = objectNamed(catalog, catalog.sequences, written, "a sequence");
    return found.ok ? ok(relationName(found.value)) : found;
  },
  describe: (name) => `Drop the sequence ${name}`,
});
