import { blankColumn, blankConstraint, blankIndex, blankTable } from "@/lib/catalog/blank";
import type { Grant, Table } from "@/lib/catalog/model";
import type { SplitTable } from "@/lib/contracts/operation";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { withTable } from "../evolve";
import { findColumn } from "../find-table";
import type { MovedColumns } from "../move/moved-column";
import type { NewPlace } from "../move/phases";
import { leaveRefusal, planMove } from "../move/plan-move";
import { fitName } from "../names";
import type { OperationPlanner } from "../operation-plan";
import { is } from "../probe";
import { ordinaryTable, refuse } from "../refuse";
import { movedColumnsDeploys } from "../snippets/moved-columns";
import { tableGrants } from "../table-grants";

/** Columns go to a table of their own, a row for each row that has a value in one of them, under the same key. */
export const planSplitTable: OperationPlanner<SplitTable> = (operation, context) => {
  const found = ordinaryTable(context.catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  const columns = operation.columns.flatMap((name) => findColumn(table, name) ?? []);
  const reason = leaveRefusal(context, table, columns, "columns");
  if (reason) return reason;
  const filled = columns.find((column) => column.default !== null);
  if (filled) {
    return refuse(
      "columns",
      `${filled.name} has a default: a release that knows the new table makes its row here first, the default would make one there, and the release's own would find the key taken. Drop the default in a change before this one, and let the app write the value`,
    );
  }
  const key = table.constraints.find((one) => one.type === "primary key");
  if (!key) return refuse("table", `${relation} has no primary key, which the new table would have too`);
  const granted = table.columns.find(({ grants }) => grants.length > 0);
  if (granted) {
    return refuse(
      "table",
      `rights are granted on columns of ${relation} (${granted.name}), and which of them hold for the new table is not told. Grant them on the table, or move the columns to a table that you make yourself`,
    );
  }
  const to = newTable(table, key.columns, operation.to);
  const names = columns.map(({ name }) => name);
  return planMove({ table, columns, to, names, way: "split" }, context, {
    field: "table",
    place: (moved) => tableOf(moved, key.columns),
    relaxed: columns.filter(({ notNull }) => notNull),
    deploys: movedColumnsDeploys({ table, columns, to, names }),
  });
};

/** Its key columns only; the others are what moves. */
function newTable(table: Table, key: readonly string[], name: string): Table {
  const primary = fitName(name, "_pkey");
  const definition = `FOREIGN KEY (${list(key)}) REFERENCES ${relationName(table)}(${list(key)}) ON UPDATE CASCADE ON DELETE CASCADE`;
  return blankTable(
    { schema: table.schema, name },
    {
      owner: table.owner,
      grants: rightsOf(table),
      columns: key.flatMap((one) => {
        const column = findColumn(table, one);
        return column ? [blankColumn(one, column.type, { collation: column.collation, notNull: true })] : [];
      }),
      constraints: [
        blankConstraint(primary, "primary key", key, { validated: true, indexName: primary }),
        blankConstraint(fitName(`${name}_${key.join("_")}`, "_fkey"), "foreign key", key, {
          definition,
          validated: true,
          references: { schema: table.schema, table: table.name, columns: key },
        }),
      ],
      indexes: [blankIndex(primary, key, { unique: true, primary: true, constraintName: primary })],
    },
  );
}

/** Who writes the one table writes the other: through the trigger also where only inserts are allowed. */
function rightsOf({ grants = [] }: Table): readonly Grant[] {
  const writers = new Set(
    grants.flatMap(({ grantee, privilege }) =>
      ["INSERT", "UPDATE", "DELETE"].includes(privilege) ? grantee : [],
    ),
  );
  const needed = [...writers].flatMap((grantee) =>
    ["SELECT", "INSERT", "UPDATE"].map((privilege): Grant => ({ grantee, privilege, grantable: false })),
  );
  const all = grants.filter(({ privilege }) => ["SELECT", "INSERT", "UPDATE", "DELETE"].includes(privilege));
  const missing = needed.filter(
    (one) => !all.some(({ grantee, privilege }) => grantee === one.grantee && privilege === one.privilege),
  );
  return [...all, ...missing];
}

const list = (names: readonly string[]) => names.map(quoteIdentifier).join(", ");

function tableOf({ source, target }: MovedColumns, key: readonly string[]): NewPlace {
  const { table, relation, columns } = target;
  const made = [...table.columns, ...columns].map(
    ({ name, type, collation, compression }) =>
      `${quoteIdentifier(name)} ${type}${compression === null ? "" : ` COMPRESSION ${compression}`}${collation === null ? "" : ` COLLATE ${collation}`}`,
  );
  const [primary, foreign] = table.constraints;
  const stored = columns.filter(({ storage }) => storage !== null);
  const rules = [
    `CONSTRAINT ${quoteIdentifier(primary?.name ?? "")} PRIMARY KEY (${list(key)})`,
    `CONSTRAINT ${quoteIdentifier(foreign?.name ?? "")} ${foreign?.definition}`,
  ];
  return {
    title: `Create ${relation}, empty, with the key of ${source.relation}`,
    make: [
      `CREATE TABLE ${relation} (${[...made, ...rules].join(", ")})`,
      ...stored.map(
        ({ name, storage }) =>
          `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(name)} SET STORAGE ${storage}`,
      ),
      ...tableGrants(relation, table.grants ?? []),
    ],
    drop: [`DROP TABLE ${relation}`],
    isThere: [is.relation(relation)],
    after: withTable({ ...table, columns: [...table.columns, ...columns] }),
    afterDrop: (catalog) => ({
      ...catalog,
      tables: catalog.tables.filter((one) => relationName(one) !== relation),
    }),
  };
}
