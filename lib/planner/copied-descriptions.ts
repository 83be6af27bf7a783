import type { ExtendedStatistics } from "@/lib/catalog/model";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { type AttachmentOrder, type CannotCopy, indexesOf } from "./attached";
import { copiedDefinition } from "./copied-definition";
import { is, not, probeAll } from "./probe";
import type { StepDraft } from "./step-list";

/** Extended statistics, which the next ANALYZE fills. */
export function statisticsDrafts(
  order: AttachmentOrder,
  original: ExtendedStatistics,
): readonly StepDraft[] | CannotCopy {
  const { from, to, others, retype, nameOf, idPrefix } = order;
  const name = nameOf(original.name);
  const sql = copiedDefinition({ sql: original.definition, name, from: from.name, to, others, retype });
  if (sql === null) return { what: `the extended statistics ${original.name}` };
  const full = relationName({ schema: original.schema, name });
  return [
    {
      id: `${idPrefix}-${original.name}`,
      title: `Copy the extended statistics ${original.name} to ${to}`,
      kind: "ddl",
      statements: [sql],
      probe: probeAll(
        `EXISTS (SELECT FROM pg_catalog.pg_statistic_ext WHERE stxname = ${quoteLiteral(name)} ` +
          `AND stxnamespace = pg_catalog.to_regnamespace(${quoteLiteral(quoteIdentifier(original.schema))})::pg_catalog.oid)`,
      ),
      revert: [],
      after: (catalog) => ({
        ...catalog,
        tables: catalog.tables.map((table) =>
          table.schema === order.table.schema && table.name === order.table.name
            ? { ...table, statistics: [...table.statistics, { ...original, name }] }
            : table,
        ),
      }),
      ...(from.name === to
        ? {}
        : {
            revert: [
              {
                id: `${idPrefix}-${original.name}-drop`,
                title: `Drop the copied statistics ${name}`,
                kind: "ddl" as const,
                statements: [`DROP STATISTICS IF EXISTS ${full}`],
                probe: probeAll(
                  `NOT EXISTS (SELECT FROM pg_catalog.pg_statistic_ext WHERE stxname = ${quoteLiteral(name)} ` +
                    `AND stxnamespace = pg_catalog.to_regnamespace(${quoteLiteral(quoteIdentifier(original.schema))})::pg_catalog.oid)`,
                ),
              },
            ],
          }),
    },
  ];
}

/** Comments on constraints and indexes go with those. */
export function commentDrafts({
  table,
  relation,
  from,
  to,
  nameOf,
  idPrefix,
}: AttachmentOrder): readonly StepDraft[] {
  const statements: string[] = [];
  const conditions: string[] = [];
  const described = (oid: string, catalog: string, text: string) =>
    `EXISTS (SELECT FROM pg_catalog.${catalog} WHERE ${oid} AND pg_catalog.obj_description(oid, ${quoteLiteral(catalog)}) = ${quoteLiteral(text)})`;
  if (from.comment !== null) {
    statements.push(`COMMENT ON COLUMN ${relation}.${quoteIdentifier(to)} IS ${quoteLiteral(from.comment)}`);
    conditions.push(is.comment(relation, to, from.comment));
  }
  const commented = table.constraints.filter(
    ({ type, columns }) => ["check", "foreign key", "unique"].includes(type) && columns.includes(from.name),
  );
  for (const { name, comment } of commented) {
    if (comment === null) continue;
    const copy = nameOf(name);
    statements.push(
      `COMMENT ON CONSTRAINT ${quoteIdentifier(copy)} ON ${relation} IS ${quoteLiteral(comment)}`,
    );
    conditions.push(
      described(
        `conrelid = pg_catalog.to_regclass(${quoteLiteral(relation)}) AND conname = ${quoteLiteral(copy)}`,
        "pg_constraint",
        comment,
      ),
    );
  }
  for (const { name, comment } of indexesOf(table, from.name)) {
    if (comment === null) continue;
    const copy = relationName({ schema: table.schema, name: nameOf(name) });
    statements.push(`COMMENT ON INDEX ${copy} IS ${quoteLiteral(comment)}`);
    conditions.push(described(`oid = pg_catalog.to_regclass(${quoteLiteral(copy)})`, "pg_class", comment));
  }
  if (statements.length === 0) return [];
  return [
    {
      id: `${idPrefix}-comments`,
      title: `Copy the comments to ${to}`,
      kind: "ddl",
      statements,
      probe: probeAll(...conditions),
      revert:
        from.comment === null || from.name === to
          ? []
          : [
              {
                id: `${idPrefix}-comments-drop`,
                title: `Take the comment off ${to}`,
                kind: "ddl",
                statements: [`COMMENT ON COLUMN ${relation}.${quoteIdentifier(to)} IS NULL`],
                probe: probeAll(not(is.anyComment(relation, to))),
              },
            ],
    },
  ];
}

/** How closely ANALYZE looks at the column. */
export function targetDrafts({ relation, from, to, idPrefix }: AttachmentOrder): readonly StepDraft[] {
  if (from.statisticsTarget === null) return [];
  const column = quoteIdentifier(to);
  const hasTarget = (condition: string) =>
    `EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass(${quoteLiteral(relation)}) ` +
    `AND attname = ${quoteLiteral(to)} AND NOT attisdropped AND attstattarget ${condition})`;
  return [
    {
      id: `${idPrefix}-statistics-target`,
      title: `Copy the statistics target to ${to}`,
      kind: "ddl",
      statements: [`ALTER TABLE ${relation} ALTER COLUMN ${column} SET STATISTICS ${from.statisticsTarget}`],
      probe: probeAll(hasTarget(`= ${from.statisticsTarget}`)),
      revert:
        from.name === to
          ? []
          : [
              {
                id: `${idPrefix}-statistics-target-drop`,
                title: `Give ${to} the usual statistics target`,
                kind: "ddl",
                statements: [`ALTER TABLE ${relation} ALTER COLUMN ${column} SET STATISTICS -1`],
                probe: probeAll(not(hasTarget(">= 0"))),
              },
            ],
    },
  ];
}
