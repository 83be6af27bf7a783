import { hasOption } from "./facts/maintenance";
import { bodyOf, type Statement, walk } from "./parse";

/** Something that came with a version: the release notes of each, and held against 15 and 18. */
interface Feature {
  readonly major: number;
  readonly what: string;
  /** By kind of node; `statement` is the whole statement's kind. */
  readonly is: (body: Record<string, unknown>, statement: Statement) => boolean;
}

const has = (key: string) => (body: Record<string, unknown>) => Boolean(body[key]);
const subtype = (name: string) => (body: Record<string, unknown>) => body.subtype === name;
const always = () => true;

const FEATURES: Readonly<Record<string, readonly Feature[]>> = {
  PartitionCmd: [{ major: 14, what: "DETACH CONCURRENTLY", is: has("concurrent") }],
  IndexStmt: [{ major: 15, what: "NULLS NOT DISTINCT", is: has("nulls_not_distinct") }],
  AlterTableCmd: [
    { major: 14, what: "SET COMPRESSION", is: subtype("AT_SetCompression") },
    { major: 14, what: "DETACH FINALIZE", is: subtype("AT_DetachPartitionFinalize") },
    { major: 15, what: "SET ACCESS METHOD", is: subtype("AT_SetAccessMethod") },
    { major: 17, what: "SET EXPRESSION", is: subtype("AT_SetExpression") },
    {
      major: 17,
      what: "SET STATISTICS DEFAULT",
      is: (body) => body.subtype === "AT_SetStatistics" && body.def === undefined,
    },
  ],
  ATAlterConstraint: [
    { major: 18, what: "ALTER CONSTRAINT … ENFORCED", is: has("alterEnforceability") },
    { major: 18, what: "ALTER CONSTRAINT … INHERIT", is: has("alterInheritability") },
  ],
  ColumnDef: [
    { major: 14, what: "COMPRESSION", is: has("compression") },
    { major: 16, what: "STORAGE in a new column", is: has("storage_name") },
  ],
  Constraint: [
    {
      major: 18,
      what: "A generated column that is not STORED",
      is: (body) => body.contype === "CONSTR_GENERATED" && body.generated_kind === "v",
    },
    { major: 15, what: "NULLS NOT DISTINCT", is: has("nulls_not_distinct") },
    { major: 15, what: "ON DELETE SET of some columns", is: has("fk_del_set_cols") },
    { major: 18, what: "WITHOUT OVERLAPS", is: has("without_overlaps") },
    { major: 18, what: "PERIOD", is: has("fk_with_period") },
    {
      major: 18,
      what: "ENFORCED",
      is: (body) => ["CONSTR_ATTR_ENFORCED", "CONSTR_ATTR_NOT_ENFORCED"].includes(String(body.contype)),
    },
    {
      major: 18,
      what: "NOT ENFORCED",
      is: (body) =>
        ["CONSTR_CHECK", "CONSTR_FOREIGN"].includes(String(body.contype)) && body.is_enforced !== true,
    },
    {
      major: 18,
      what: "NOT NULL as a table constraint",
      is: (body) => body.contype === "CONSTR_NOTNULL" && body.keys !== undefined,
    },
  ],
  ReindexStmt: [
    {
      major: 14,
      what: "CONCURRENTLY in brackets",
      is: (body, statement) =>
        has("params")(body) && /^reindex\s*\([^)]*\bconcurrently\b/i.test(statement.sql),
    },
    {
      major: 14,
      what: "REINDEX (TABLESPACE)",
      is: (_, statement) => hasOption(bodyOf(statement.node, "ReindexStmt")?.params, "tablespace"),
    },
    {
      major: 16,
      what: "REINDEX DATABASE or SYSTEM without a name",
      is: (body) =>
        ["REINDEX_OBJECT_DATABASE", "REINDEX_OBJECT_SYSTEM"].includes(String(body.kind)) && !body.name,
    },
  ],
  CreateTrigStmt: [{ major: 14, what: "CREATE OR REPLACE TRIGGER", is: has("replace") }],
  CreateFunctionStmt: [{ major: 14, what: "A body that is written as SQL", is: has("sql_body") }],
  CTESearchClause: [{ major: 14, what: "SEARCH", is: always }],
  CTECycleClause: [{ major: 14, what: "CYCLE", is: always }],
  CommonTableExpr: [
    { major: 14, what: "SEARCH", is: has("search_clause") },
    { major: 14, what: "CYCLE", is: has("cycle_clause") },
  ],
  SelectStmt: [{ major: 14, what: "GROUP BY DISTINCT", is: has("groupDistinct") }],
  MergeStmt: [
    { major: 15, what: "MERGE", is: always },
    { major: 17, what: "MERGE … RETURNING", is: has("returningClause") },
  ],
  MergeWhenClause: [
    {
      major: 17,
      what: "WHEN NOT MATCHED BY SOURCE",
      is: (body) => body.matchKind === "MERGE_WHEN_NOT_MATCHED_BY_SOURCE",
    },
  ],
  PublicationObjSpec: [
    {
      major: 15,
      what: "TABLES IN SCHEMA",
      is: (body) => String(body.pubobjtype).startsWith("PUBLICATIONOBJ_TABLES_IN"),
    },
  ],
  pubtable: [
    { major: 15, what: "WHERE in a publication", is: has("whereClause") },
    { major: 15, what: "Columns in a publication", is: has("columns") },
  ],
  CreateSeqStmt: [
    {
      major: 15,
      what: "CREATE UNLOGGED SEQUENCE",
      is: (body) => (body.sequence as { relpersistence?: string } | undefined)?.relpersistence === "u",
    },
  ],
  RangeSubselect: [{ major: 16, what: "A sub-select in FROM without a name", is: (body) => !body.alias }],
  JsonArrayConstructor: [{ major: 16, what: "JSON_ARRAY", is: always }],
  JsonArrayQueryConstructor: [{ major: 16, what: "JSON_ARRAY", is: always }],
  JsonObjectConstructor: [{ major: 16, what: "JSON_OBJECT", is: always }],
  JsonArrayAgg: [{ major: 16, what: "JSON_ARRAYAGG", is: always }],
  JsonObjectAgg: [{ major: 16, what: "JSON_OBJECTAGG", is: always }],
  JsonIsPredicate: [{ major: 16, what: "IS JSON", is: always }],
  JsonTable: [{ major: 17, what: "JSON_TABLE", is: always }],
  JsonFuncExpr: [{ major: 17, what: "JSON_EXISTS, JSON_QUERY and JSON_VALUE", is: always }],
  JsonParseExpr: [{ major: 17, what: "JSON()", is: always }],
  JsonScalarExpr: [{ major: 17, what: "JSON_SCALAR", is: always }],
  JsonSerializeExpr: [{ major: 17, what: "JSON_SERIALIZE", is: always }],
  ReturningOption: [{ major: 18, what: "RETURNING WITH", is: always }],
};

export type NewerSyntax = Pick<Feature, "major" | "what">;

/** What the statement says that a server of that version does not understand yet, each once. */
export function newerSyntax(statement: Statement, serverMajor: number): readonly NewerSyntax[] {
  const found = new Map<string, Feature>();
  if (serverMajor < 18) {
    walk(statement.node, (kind, body) => {
      for (const feature of FEATURES[kind] ?? []) {
        if (serverMajor < feature.major && feature.is(body, statement)) found.set(feature.what, feature);
      }
    });
  }
  return [...found.values()];
}
