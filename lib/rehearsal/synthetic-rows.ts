import type { ClientBase } from "pg";
import type { Catalog, Column, Table } from "../catalog/model";
import { quoteIdentifier, quoteLiteral, relationName } from "../sql/identifiers";

/** Enough for a batch, a foreign key and a duplicate to show; each is a statement of its own. */
const ROWS = 20;

export interface Filled {
  readonly relation: string;
  readonly rows: number;
  /** What the server said to a row that it did not take; null where it took all. */
  readonly refused: string | null;
}

/**
 * Puts made-up rows into the tables named, after those that they point at: number n where a number is wanted, and so on.
 * A row that a check, a partition's bound or a trigger refuses is left out.
 */
export async function fillTables(
  client: ClientBase,
  catalog: Catalog,
  relations: readonly string[],
): Promise<readonly Filled[]> {
  const filled: Filled[] = [];
  for (const table of parentsFirst(catalog, relations)) {
    const insert = insertSql(catalog, table);
    let rows = 0;
    let refused: string | null = null;
    for (let n = 1; n <= ROWS; n += 1) {
      try {
        await client.query(insert, [n]);
        rows += 1;
      } catch (error) {
        if ((error as { code?: string }).code === undefined) throw error;
        refused = (error as Error).message;
      }
    }
    filled.push({ relation: relationName(table), rows, refused });
  }
  return filled;
}

function parentsFirst(catalog: Catalog, relations: readonly string[]): readonly Table[] {
  const tables = new Map(catalog.tables.map((table) => [relationName(table), table]));
  const ordered = new Set<Table>();
  const under = new Set<string>();
  const visit = (relation: string): void => {
    const table = tables.get(relation);
    if (!table || table.kind === "foreign" || under.has(relation)) return;
    under.add(relation);
    // Rows of a partition come by way of the table that it is of.
    if (table.partitioning?.bound) {
      table.inheritsFrom.forEach(visit);
      return;
    }
    for (const { references } of table.constraints) {
      if (references) visit(relationName({ schema: references.schema, name: references.table }));
    }
    ordered.add(table);
  };
  relations.forEach(visit);
  return [...ordered];
}

/** One row; its number is `$1`. */
function insertSql(catalog: Catalog, table: Table): string {
  const values = table.columns
    .filter((column) => column.default === null && !column.identity && !column.generated)
    .map((column) => ({ column, value: valueFor(catalog, table, column) }))
    .filter(({ column, value }) => value !== null || column.notNull);
  const relation = relationName(table);
  if (values.length === 0) return `INSERT INTO ${relation} SELECT WHERE $1::int IS NULL`;
  const columns = values.map(({ column }) => quoteIdentifier(column.name)).join(", ");
  const row = values.map(({ value }) => value ?? "NULL").join(", ");
  return `INSERT INTO ${relation} (${columns}) SELECT ${row} FROM (SELECT $1::int AS n) AS number`;
}

/** SQL over `n`; null where a value of this type is not known. */
function valueFor(catalog: Catalog, table: Table, column: Column): string | null {
  const key = table.constraints.find((one) => one.references && one.columns.includes(column.name));
  if (key?.references) {
    const parent = relationName({ schema: key.references.schema, name: key.references.table });
    // A row cannot point at the one that comes with it.
    if (parent === relationName(table)) return null;
    const columns = key.references.columns.map(quoteIdentifier);
    const wanted = columns[key.columns.indexOf(column.name)];
    // The n-th row by all columns of the key, so that a composite one is that of one row.
    return `(SELECT ${wanted} FROM ${parent} ORDER BY ${columns.join(", ")} OFFSET n - 1 LIMIT 1)`;
  }
  return valueOfType(catalog, column.type);
}

function valueOfType(catalog: Catalog, type: string): string | null {
  const base = type.replace(/\(.*?\)/, "").trim();
  const width = Number(/\((\d+)\)/.exec(type)?.[1] ?? Number.MAX_SAFE_INTEGER);
  if (type.endsWith("[]")) return `'{}'::${type}`;
  const values = catalog.enums.find((one) => relationName(one) === type)?.values;
  if (values?.length)
    return `(ARRAY[${values.map(quoteLiteral).join(", ")}])[1 + n % ${values.length}]::${type}`;
  const domain = catalog.domains?.find((one) => relationName(one) === type)?.definition;
  if (domain) {
    const of = valueOfType(catalog, domain.split(/ (?:COLLATE|DEFAULT|NOT NULL|CONSTRAINT) /)[0] ?? "");
    return of === null ? null : `${of}::${type}`;
  }
  switch (base) {
    case "smallint":
    case "integer":
    case "bigint":
    case "numeric":
    case "real":
    case "double precision":
      return `n::${base}`;
    case "boolean":
      return "n % 2 = 0";
    case "text":
    case "citext":
      return "'text ' || n";
    case "character varying":
    case "character":
      return `left('text ' || n, ${Math.min(width, 1_000)})`;
    case "uuid":
      return "md5(n::text)::uuid";
    case "date":
    case "timestamp without time zone":
    case "timestamp with time zone":
      return `(timestamp '2025-01-01' + n * interval '1 day')::${base}`;
    case "time without time zone":
      return "time '00:00' + n * interval '1 minute'";
    case "interval":
      return "n * interval '1 second'";
    case "json":
    case "jsonb":
      return `jsonb_build_object('n', n)::${base}`;
    case "bytea":
      return "convert_to(n::text, 'UTF8')";
    case "inet":
      return "('10.0.0.' || n)::inet";
    default:
      return null;
  }
}
