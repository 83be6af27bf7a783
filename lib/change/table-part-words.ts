import type { Table } from "@/lib/catalog/model";
import type { Operation } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, strings } from "@/lib/sql/parse";
import { tableNamed } from "./find-in-catalog";
import { problem } from "./names-in-catalog";
import { didYouMean, nearest } from "./nearest";
import { bareName, type OperationWords, sentencePattern } from "./operation-words";

type OnTable = Extract<Operation, { kind: "drop-trigger" | "drop-policy" }>;

interface PartWords<O extends OnTable> {
  readonly kind: O["kind"];
  readonly label: string;
  readonly examples: readonly string[];
  /** As in "trigger". */
  readonly noun: string;
  /** As the parser calls it. */
  readonly object: string;
  readonly names: (table: Table) => readonly string[];
}

/** Dropping something that has its name on a table: `DROP … name ON table`. */
export function dropPartWords<O extends OnTable>(said: PartWords<O>): OperationWords<O> {
  const { kind, label, examples, noun, object } = said;
  const pattern = sentencePattern(`drop(?: the)? ${noun} {name} (?:of|on) {path}`);
  const operation = (table: string, name: string) => ({ kind, table, name }) as O;
  return {
    kind,
    label,
    examples,
    fromSentence(sentence) {
      const match = pattern.exec(sentence);
      return match ? ok(operation(match[2] ?? "", bareName(match[1] ?? ""))) : null;
    },
    fromStatement({ node }) {
      const drop = bodyOf(node, "DropStmt");
      if (drop?.removeType !== object) return null;
      if (drop.behavior === "DROP_CASCADE") return fail("CASCADE drops what is not named: leave it away");
      return ok(
        (drop.objects ?? []).map((one) => {
          const parts = strings(bodyOf(one, "List")?.items);
          return operation(parts.slice(0, -1).map(quoteIdentifier).join("."), parts.at(-1) ?? "");
        }),
      );
    },
    check(given, catalog) {
      const found = tableNamed(catalog, given.table);
      if (!found.ok) return found;
      const names = said.names(found.value);
      if (names.includes(given.name)) return ok({ ...given, table: relationName(found.value) });
      const close = nearest(given.name, names).map(quoteIdentifier);
      return problem(
        "name",
        `${relationName(found.value)} has no ${noun} ${quoteIdentifier(given.name)}${didYouMean(close)}`,
      );
    },
    describe: ({ table, name }) => `Drop the ${noun} ${quoteIdentifier(name)} of ${table}`,
  };
}
