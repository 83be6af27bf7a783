import type { AlterTableCmd, PartitionBoundSpec } from "libpg-query";
import { expressionText } from "../expression-text";
import { bodyOf, type Node, parseExpression, strings } from "../parse";
import { boundCondition } from "../partition-bound";
import { referenced } from "./known";
import type { Lookup } from "./lookup";
import { checkExpression } from "./not-null-proof";
import { type StatementFacts, UNKNOWN } from "./statement-facts";
import { columnNamed } from "./volatility";

type Locks = NonNullable<StatementFacts["locks"]>;

/** Tables that the parent's foreign keys point at; a partition that comes or goes takes SHARE ROW EXCLUSIVE there. */
function partnersOf(parent: string, lookup: Lookup): Locks {
  return (lookup.table(parent)?.constraints ?? [])
    .flatMap((constraint) => referenced(constraint) ?? [])
    .map((partner) => [partner, "ShareRowExclusiveLock"] as const);
}

/**
 * ATTACH PARTITION: SHARE UPDATE EXCLUSIVE on the parent, ACCESS EXCLUSIVE on the new partition, which is scanned unless
 * a valid CHECK proves the bound and that the key is not null; a default partition is locked and scanned in the same
 * way unless its own CHECK excludes the range. Observed on 12 to 18.
 */
export function attachPartition(parent: string, cmd: AlterTableCmd, lookup: Lookup): StatementFacts {
  const spec = bodyOf(cmd.def, "PartitionCmd");
  if (!spec) return UNKNOWN;
  const child = lookup.name(spec.name);
  const fallback = lookup.defaultPartition(parent);
  const table = lookup.table(child);
  const key = lookup.table(parent)?.partitionKeyColumns ?? [];
  const checks = (relation: string) =>
    (lookup.table(relation)?.constraints ?? [])
      .filter((constraint) => constraint.type === "check" && constraint.validated)
      .flatMap((constraint) => checkExpression(constraint.definition) ?? []);
  const column = key.length === 1 ? key[0] : undefined;
  const condition =
    spec.bound && boundCondition(spec.bound, key, lookup.table(parent)?.partitioning?.key ?? null);
  const notNull = column !== undefined && table?.columns.find((one) => one.name === column)?.notNull;
  const proven =
    says(checks(child), condition) ||
    (column !== undefined &&
      spec.bound !== undefined &&
      proves(checks(child), spec.bound, column, notNull ?? false));
  const excluded =
    fallback === null ||
    says(checks(fallback), condition && `NOT (${condition})`) ||
    (column !== undefined && spec.bound !== undefined && excludes(checks(fallback), spec.bound, column));
  const parentIndexes = lookup.table(parent)?.indexes ?? [];
  const lacksIndex = parentIndexes.some(
    (index) => !table?.indexes.some((own) => own.columns.join() === index.columns.join()),
  );
  // A foreign key that the partition has already is taken over: its own triggers go, which locks the other table.
  const keys = (lookup.table(parent)?.constraints ?? []).flatMap((key) => {
    const partner = referenced(key);
    const own = table?.constraints.some((one) => one.validated && one.definition === key.definition) ?? false;
    return partner === null ? [] : [{ partner, own }];
  });
  const partners = keys.map(
    ({ partner, own }) => [partner, own ? "AccessExclusiveLock" : "ShareRowExclusiveLock"] as const,
  );
  return {
    locks: [
      [parent, "ShareUpdateExclusiveLock"],
      [child, "AccessExclusiveLock"],
      ...lookup.descendants(child).map((one) => [one, "AccessExclusiveLock"] as const),
      ...(fallback ? [[fallback, "AccessExclusiveLock"] as const] : []),
      ...partners,
    ],
    scans: !proven || !excluded || lacksIndex || keys.some(({ own }) => !own),
  };
}

/** DETACH PARTITION; CONCURRENTLY runs as two transactions, FINALIZE is the second. Observed on 12 to 18. */
export function detachPartition(parent: string, cmd: AlterTableCmd, lookup: Lookup): StatementFacts {
  const spec = bodyOf(cmd.def, "PartitionCmd");
  const child = lookup.name(spec?.name);
  const concurrent = spec?.concurrent ?? false;
  if (concurrent || cmd.subtype === "AT_DetachPartitionFinalize") {
    return {
      locks: [
        [parent, "ShareUpdateExclusiveLock"],
        [child, "AccessExclusiveLock"],
      ],
      outsideTransaction: concurrent,
    };
  }
  const fallback = lookup.defaultPartition(parent);
  return {
    locks: [
      [parent, "AccessExclusiveLock"],
      [child, lookup.serverMajor < 14 ? "ShareUpdateExclusiveLock" : "AccessExclusiveLock"],
      ...(fallback ? [[fallback, "AccessExclusiveLock"] as const] : []),
      ...partnersOf(parent, lookup),
    ],
  };
}

/** CREATE TABLE … PARTITION OF: ACCESS EXCLUSIVE on the parent, and a scan of the default partition. */
export function partitionOf(parent: string, lookup: Lookup, isDefault: boolean): StatementFacts {
  const fallback = isDefault ? null : lookup.defaultPartition(parent);
  return {
    locks: [
      [parent, "AccessExclusiveLock"],
      ...(fallback ? [[fallback, "AccessExclusiveLock"] as const] : []),
      ...partnersOf(parent, lookup),
    ],
    scans: fallback !== null,
  };
}

/** One of the checks is the condition, word for word. */
function says(checks: readonly Node[], condition: string | null | undefined): boolean {
  const parsed = condition ? parseExpression(condition) : null;
  if (!parsed?.ok) return false;
  const wanted = expressionText(parsed.value);
  return checks.some((check) => expressionText(check) === wanted);
}

interface Comparison {
  readonly operator: string;
  readonly value: string;
}

/** `column op constant`, the constant as text. */
function comparison(node: Node | undefined, column: string): Comparison | null {
  const expression = bodyOf(node, "A_Expr");
  if (expression?.kind !== "AEXPR_OP" || columnNamed(expression.lexpr) !== column) return null;
  const value = constant(expression.rexpr);
  return value === null ? null : { operator: strings(expression.name).at(-1) ?? "", value };
}

function constant(node: Node | undefined): string | null {
  const value = bodyOf(bodyOf(node, "TypeCast")?.arg ?? node, "A_Const");
  if (!value || value.isnull) return null;
  if (value.ival) return String(value.ival.ival ?? 0);
  return value.sval?.sval ?? value.fval?.fval ?? null;
}

const conjuncts = (node: Node): Node[] => {
  const bool = bodyOf(node, "BoolExpr");
  return bool?.boolop === "AND_EXPR" ? (bool.args ?? []).flatMap(conjuncts) : [node];
};

function order(left: string, right: string): number {
  const [a, b] = [Number(left), Number(right)];
  if (Number.isFinite(a) && Number.isFinite(b)) return a - b;
  // Other constants prove something only where they are the same.
  return left === right ? 0 : Number.NaN;
}

/** The ends of a range over one column; null where the bound is no such range. Absent means unbounded. */
function range(bound: PartitionBoundSpec): { from?: string; to?: string } | null {
  if (bound.strategy !== "r" && bound.strategy !== "PARTITION_STRATEGY_RANGE") return null;
  const end = (datums: Node[] | undefined) => {
    const reference = bodyOf(datums?.[0], "ColumnRef");
    if (reference) return undefined; // MINVALUE, MAXVALUE
    return constant(datums?.[0]) ?? undefined;
  };
  const [from, to] = [end(bound.lowerdatums), end(bound.upperdatums)];
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function proves(checks: Node[], bound: PartitionBoundSpec, column: string, notNull: boolean): boolean {
  const ends = range(bound);
  if (!ends) return false;
  const parts = checks.flatMap(conjuncts);
  const compared = parts.flatMap((part) => comparison(part, column) ?? []);
  const filled = parts.some((part) => {
    const test = bodyOf(part, "NullTest");
    return test?.nulltesttype === "IS_NOT_NULL" && columnNamed(test.arg) === column;
  });
  const low =
    ends.from === undefined ||
    compared.some(
      ({ operator, value }) => [">=", ">", "="].includes(operator) && order(value, ends.from ?? "") >= 0,
    );
  const high =
    ends.to === undefined ||
    compared.some(({ operator, value }) =>
      operator === "<"
        ? order(value, ends.to ?? "") <= 0
        : operator === "<=" && order(value, ends.to ?? "") < 0,
    );
  return low && high && (notNull || filled);
}

/** A valid CHECK of the form `key < from OR key >= to` keeps every row out of the range. */
function excludes(checks: Node[], bound: PartitionBoundSpec, column: string): boolean {
  const ends = range(bound);
  if (!ends) return false;
  const outside = (node: Node): boolean => {
    const one = comparison(node, column);
    if (!one) return false;
    if (one.operator === "<") return ends.from !== undefined && order(one.value, ends.from) <= 0;
    if (one.operator === ">=") return ends.to !== undefined && order(one.value, ends.to) >= 0;
    return false;
  };
  return checks.flatMap(conjuncts).some((part) => {
    const bool = bodyOf(part, "BoolExpr");
    return bool?.boolop === "OR_EXPR" ? (bool.args ?? []).every(outside) : outside(part);
  });
}
