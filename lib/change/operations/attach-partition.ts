import type { Catalog, Table } from "@/lib/catalog/model";
import type { AttachPartition } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { boundText, parseBound, strategyOf } from "@/lib/sql/partition-bound";
import { tableNamed } from "../find-in-catalog";
import { type Problem, problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand } from "../read-statement";
import { writtenRelation } from "../written-relation";

const FORM = sentencePattern(
  "attach (?:the )?(?:partition |table )?{path} to (?:table )?{path} (?:as )?(for values .+|default)",
);

export const attachPartitionWords: OperationWords<AttachPartition> = {
  kind: "attach-partition",
  label: "Attach a partition",
  examples: ["attach readings_2026 to readings for values from ('2026-01-01') to ('2027-01-01')"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const [, partition = "", table = "", bound = ""] = match;
    return ok({ kind: "attach-partition", table, partition, bound });
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    const command =
      alter?.cmd.subtype === "AT_AttachPartition" ? bodyOf(alter.cmd.def, "PartitionCmd") : null;
    if (!alter || !command?.bound) return null;
    const bound = boundText(command.bound);
    if (bound === null) return fail("write the partition's bound with constants");
    const partition = writtenRelation(command.name);
    return ok([{ kind: "attach-partition", table: alter.table, partition, bound }]);
  },

  check(operation, catalog) {
    const parent = tableNamed(catalog, operation.table);
    if (!parent.ok) return parent;
    const child = tableNamed(catalog, operation.partition, "partition");
    if (!child.ok) return child;
    const [table, partition] = [relationName(parent.value), relationName(child.value)];
    const strategy = parent.value.partitioning?.key?.split(" ")[0] ?? null;
    if (strategy === null) return problem("table", `${table} is not partitioned`);
    if (child.value.kind === "partition") {
      return problem(
        "partition",
        `${partition} is a partition of ${child.value.inheritsFrom.join(", ")} already`,
      );
    }
    if (
      child.value.kind !== "table" ||
      hasChildren(catalog, partition) ||
      child.value.inheritsFrom.length > 0
    ) {
      return problem("partition", `${partition} is no ordinary table: only such a one is attached here`);
    }
    const bound = parseBound(operation.bound);
    const text = bound && boundText(bound);
    if (!bound || !text) {
      return problem("bound", `${operation.bound} is no bound of constants, e.g. FOR VALUES IN ('north')`);
    }
    const kind = strategyOf(bound);
    if (kind !== null && kind !== strategy) {
      return problem("bound", `${table} is partitioned by ${strategy}, the bound is one of ${kind}`);
    }
    const problems = differences(parent.value, child.value);
    return problems.length > 0 ? fail(problems) : ok({ ...operation, table, partition, bound: text });
  },

  describe: ({ table, partition, bound }) =>
    `Attach ${partition} to ${table} ${bound === "DEFAULT" ? "as its default" : bound.replace(/^FOR/, "for")}`,
};

const hasChildren = (catalog: Catalog, relation: string) =>
  catalog.tables.some((table) => table.inheritsFrom.includes(relation));

/** What ATTACH PARTITION would refuse, seen before anything runs. */
function differences(parent: Table, child: Table): readonly Problem[] {
  const [whole, part] = [relationName(parent), relationName(child)];
  const wrong = (message: string): Problem => ({ field: "partition", message });
  const columns = parent.columns.flatMap((column): Problem[] => {
    const own = child.columns.find(({ name }) => name === column.name);
    const name = quoteIdentifier(column.name);
    if (!own) return [wrong(`${part} has no column ${name}, which ${whole} has`)];
    if (own.type !== column.type || own.collation !== column.collation) {
      return [wrong(`${name} is ${own.type} in ${part} and ${column.type} in ${whole}`)];
    }
    if (column.notNull && !own.notNull) {
      return [wrong(`${name} may be null in ${part}: make it not null in a change before this one`)];
    }
    return (own.generated?.expression ?? null) === (column.generated?.expression ?? null)
      ? []
      : [wrong(`${name} is generated in one of ${part} and ${whole} only, or by another expression`)];
  });
  const more = child.columns
    .filter(({ name }) => !parent.columns.some((column) => column.name === name))
    .map(({ name }) => wrong(`${part} has a column ${quoteIdentifier(name)}, which ${whole} has not`));
  const checks = parent.constraints
    .filter((one) => one.type === "check" && !/ NO INHERIT\b/.test(one.definition))
    .filter((one) => {
      const own = child.constraints.find(({ name }) => name === one.name);
      return own?.definition !== one.definition || !own.validated;
    })
    .map((one) =>
      wrong(`${part} lacks the check ${one.name} of ${whole}: add it in a change before this one`),
    );
  return [...columns, ...more, ...checks];
}
