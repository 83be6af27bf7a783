import type { PartitionBoundSpec } from "libpg-query";
import type { Column } from "@/lib/catalog/model";
import { boundValues, strategyOf } from "@/lib/sql/partition-bound";

interface Part {
  readonly name: string;
  readonly tree: PartitionBoundSpec;
}

/** Types that a number is no value of. */
const NO_NUMBER = /^(text|character|"char"|name|date|time|timestamp|interval|uuid|bytea|boolean)\b/;

/**
 * What Postgres would refuse in the bounds of a table's partitions, or what would leave rows without one by mistake. Not
 * whether two ranges meet: that takes the types' own order, and the server says it before anything is there.
 * https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARTITION
 */
export function boundProblems(
  parts: readonly Part[],
  { strategy, columns }: { readonly strategy: string; readonly columns: readonly Column[] },
): readonly string[] {
  const defaults = parts.filter(({ tree }) => tree.is_default).map(({ name }) => name);
  const others = parts.flatMap(({ name, tree }) => {
    const own = strategyOf(tree);
    return own === null || own === strategy
      ? []
      : [`${name} has a bound of ${own}, the table is to be partitioned by ${strategy}`];
  });
  if (others.length > 0) return others;
  return [
    ...(defaults.length > 1 ? [`${defaults.join(" and ")} cannot both be the default partition`] : []),
    ...(strategy === "HASH" ? hashProblems(parts, defaults) : []),
    ...(strategy === "RANGE" ? parts.flatMap((part) => rangeProblems(part, columns.length)) : []),
    ...(strategy === "LIST" ? listedTwice(parts) : []),
    ...parts.flatMap((part) => numberProblems(part, columns)),
  ];
}

function hashProblems(parts: readonly Part[], defaults: readonly string[]): readonly string[] {
  if (defaults.length > 0) return [`${defaults[0]}: by HASH a table has no default partition`];
  const all = parts.map(({ name, tree: { modulus = 0, remainder = 0 } }) => ({ name, modulus, remainder }));
  const wrong = all.find(({ modulus, remainder }) => modulus < 1 || remainder < 0 || remainder >= modulus);
  if (wrong) return [`${wrong.name}: its modulus must be above 0 and its remainder below the modulus`];
  const moduli = [...new Set(all.map(({ modulus }) => modulus))].sort((left, right) => left - right);
  const odd = moduli.findIndex((modulus, at) => at > 0 && modulus % (moduli[at - 1] ?? 1) !== 0);
  if (odd > 0)
    return [`the modulus ${moduli[odd]} is no multiple of the next smaller one, ${moduli[odd - 1]}`];
  const met = all.flatMap((one, at) => {
    const earlier = all
      .slice(0, at)
      .find((other) => (one.remainder - other.remainder) % Math.min(one.modulus, other.modulus) === 0);
    return earlier ? [`${earlier.name} and ${one.name} would take the same rows`] : [];
  });
  if (met.length > 0) return met;
  // No two take the same row, so what each takes adds up.
  const largest = moduli.at(-1) ?? 1;
  const taken = all.reduce((sum, { modulus }) => sum + largest / modulus, 0);
  return taken === largest
    ? []
    : [
        `the partitions take ${taken} of ${largest} remainders: by HASH every row needs one, and no default takes the others`,
      ];
}

function rangeProblems({ name, tree }: Part, columns: number): readonly string[] {
  if (tree.is_default) return [];
  const { from, to } = boundValues(tree);
  if (from.length !== columns || to.length !== columns)
    return [`${name}: each end of its range must have ${columns === 1 ? "one value" : `${columns} values`}`];
  const after = [from, to].flatMap((values) => {
    const endless = values.findIndex((value) => value === "MINVALUE" || value === "MAXVALUE");
    return endless >= 0 && values.slice(endless).some((value) => value !== values[endless])
      ? [`${name}: behind ${values[endless]} only ${values[endless]} may stand`]
      : [];
  });
  return after.slice(0, 1);
}

function listedTwice(parts: readonly Part[]): readonly string[] {
  const owners = new Map<string, string>();
  return parts.flatMap(({ name, tree }) =>
    [...new Set(boundValues(tree).listed)].flatMap((value) => {
      const owner = owners.get(value);
      owners.set(value, name);
      return owner === undefined ? [] : [`${owner} and ${name} both take ${value}`];
    }),
  );
}

function numberProblems({ name, tree }: Part, columns: readonly Column[]): readonly string[] {
  const { listed, from, to } = boundValues(tree);
  const [first] = columns;
  const placed = [
    ...listed.map((value) => ({ value, column: first })),
    ...[from, to].flatMap((values) => values.map((value, at) => ({ value, column: columns[at] }))),
  ];
  return placed.flatMap(({ value, column }) =>
    column && /^-?[\d.]/.test(value) && NO_NUMBER.test(column.type)
      ? [`${name}: ${column.name} is ${column.type}, so write '${value}' instead of ${value}`]
      : [],
  );
}
