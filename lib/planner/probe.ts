import type { Policy, Trigger } from "@/lib/catalog/model";
import { publicationParts } from "@/lib/catalog/queries/other-objects";
import { POLICY_COMMANDS } from "@/lib/catalog/table-parts";
import type { DefaultRight } from "@/lib/change/default-rights";
import type { Published } from "@/lib/change/publications";
import type { Right } from "@/lib/change/rights";
import { type QualifiedName, quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { INTERLOCK_SCHEMA } from "./names";

/**
 * Questions to the catalog. Each is an SQL condition that is true or false whatever exists, reads nothing but the
 * catalog, and holds under `search_path = pg_catalog`.
 */
export const is = {
  column,
  columnOfType,
  columnOfTypeAndCollation,
  columnAsWritten,
  notNull,
  hasDefault,
  defaultText,
  otherDefault,
  constraint,
  constraintOver,
  constraintTo,
  identity,
  generated,
  ownedBy,
  index,
  partOf,
  detachPending,
  trigger,
  routine,
  functionOf,
  triggerNamed,
  tripwire,
  comment,
  constraintComment,
  tableComment,
  anyComment,
  relation,
  primaryKey,
  tableOfKind,
  view,
  materializedView,
  viewAs,
  columnsInOrder,
  right,
  defaultRight,
  settings,
  policy,
  policyAs,
  statistics,
  sequence,
  extension,
  publication,
  published,
  publicationOf,
  schema,
  typeOfKind,
  type,
  enumValue,
};

const oidOf = (relation: string) => `pg_catalog.to_regclass(${quoteLiteral(relation)})`;

const attribute = (relation: string, name: string, more = "") =>
  `EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = ${oidOf(relation)} ` +
  `AND attname = ${quoteLiteral(name)} AND NOT attisdropped${more})`;

function column(relation: string, name: string): string {
  return attribute(relation, name);
}

function columnOfType(relation: string, name: string, type: string): string {
  return attribute(
    relation,
    name,
    ` AND pg_catalog.format_type(atttypid, atttypmod) = ${quoteLiteral(type)}`,
  );
}

/** Null for the collation that the type has of itself. */
function columnOfTypeAndCollation(
  relation: string,
  name: string,
  type: string,
  collation: string | null,
): string {
  const wanted =
    collation === null
      ? "(SELECT typcollation FROM pg_catalog.pg_type AS t WHERE t.oid = atttypid)"
      : `pg_catalog.to_regcollation(${quoteLiteral(collation)})::pg_catalog.oid`;
  return attribute(
    relation,
    name,
    ` AND pg_catalog.format_type(atttypid, atttypmod) = ${quoteLiteral(type)} AND attcollation = ${wanted}`,
  );
}

/** The column with the type as somebody wrote it (`varchar(40)`); somebody else's column of the same name is another. */
function columnAsWritten(relation: string, name: string, type: string): string {
  const wanted = `pg_catalog.to_regtype(${quoteLiteral(type)})`;
  return attribute(relation, name, ` AND (${wanted} IS NULL OR atttypid = ${wanted}::pg_catalog.oid)`);
}

function notNull(relation: string, name: string): string {
  return attribute(relation, name, " AND attnotnull");
}

function hasDefault(relation: string, name: string): string {
  return attribute(relation, name, " AND atthasdef");
}

/** The default as `pg_get_expr` prints it under `search_path = pg_catalog`, as in the catalog that was read. */
const printedDefault = (relation: string, name: string, compare: string) =>
  `EXISTS (SELECT FROM pg_catalog.pg_attrdef AS d JOIN pg_catalog.pg_attribute AS a ` +
  `ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE a.attrelid = ${oidOf(relation)} ` +
  `AND a.attname = ${quoteLiteral(name)} AND NOT a.attisdropped ` +
  `AND pg_catalog.pg_get_expr(d.adbin, d.adrelid) ${compare})`;

function defaultText(relation: string, name: string, text: string): string {
  return printedDefault(relation, name, `= ${quoteLiteral(text)}`);
}

/** There is a default, and it is not this one. */
function otherDefault(relation: string, name: string, text: string): string {
  return printedDefault(relation, name, `<> ${quoteLiteral(text)}`);
}

function constraint(relation: string, name: string, { validated = false } = {}): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = ${oidOf(relation)} ` +
    `AND conname = ${quoteLiteral(name)}${validated ? " AND convalidated" : ""})`
  );
}

const attnum = (relation: string, column: string) =>
  `(SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid = ${oidOf(relation)} ` +
  `AND attname = ${quoteLiteral(column)} AND NOT attisdropped)`;

/** The constraint, with this column of its own table in it. */
function constraintOver(relation: string, name: string, column: string): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = ${oidOf(relation)} ` +
    `AND conname = ${quoteLiteral(name)} AND ${attnum(relation, column)} = ANY (conkey))`
  );
}

/** The foreign key, pointing at this column among others. */
function constraintTo(relation: string, name: string, target: string, column: string): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = ${oidOf(relation)} ` +
    `AND conname = ${quoteLiteral(name)} AND confrelid = ${oidOf(target)} AND ${attnum(target, column)} = ANY (confkey))`
  );
}

/** The sequence goes with the column, as that of a serial one does. */
function ownedBy(sequence: string, relation: string, column: string): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_depend WHERE classid = 'pg_catalog.pg_class'::pg_catalog.regclass ` +
    `AND objid = ${oidOf(sequence)} AND refobjid = ${oidOf(relation)} AND refobjsubid = ${attnum(relation, column)} AND deptype = 'a')`
  );
}

function identity(relation: string, name: string, mode?: "always" | "by default"): string {
  const wanted = mode === undefined ? "<> ''" : `= '${mode === "always" ? "a" : "d"}'`;
  return attribute(relation, name, ` AND attidentity ${wanted}`);
}

function generated(relation: string, name: string): string {
  return attribute(relation, name, " AND attgenerated <> ''");
}

/** A failed concurrent build leaves an index that is there and invalid: `usable` tells the two apart. */
function index(indexName: string, { usable = false } = {}): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = ${oidOf(indexName)}` +
    `${usable ? " AND indisvalid AND indisready" : ""})`
  );
}

/** A partition of the table, or an index attached to that of the table. */
function partOf(child: string, parent: string): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = ${oidOf(child)} AND inhparent = ${oidOf(parent)})`;
}

/** DETACH … CONCURRENTLY has begun and has to be ended by FINALIZE; the column is there from 14 on. */
function detachPending(child: string, parent: string): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = ${oidOf(child)} AND inhparent = ${oidOf(parent)} AND inhdetachpending)`;
}

/** Ours, calling our function, and firing also for replicated writes. */
function trigger(relation: string, name: string, functionName: string): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = ${oidOf(relation)} ` +
    `AND tgname = ${quoteLiteral(name)} AND tgenabled = 'A' AND tgfoid = ` +
    `pg_catalog.to_regprocedure(${quoteLiteral(`${functionName}()`)})::pg_catalog.oid)`
  );
}

/** The function, with exactly this body where one is given. */
function routine(functionName: string, body?: string): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid = ` +
    `pg_catalog.to_regprocedure(${quoteLiteral(`${functionName}()`)})::pg_catalog.oid` +
    `${body === undefined ? "" : ` AND prosrc = ${quoteLiteral(body)}`})`
  );
}

/**
 * The function or procedure of that name with these types of input arguments (`typname`, so that no search path matters);
 * `more` asks further questions about `p`.
 */
function functionOf(
  { schema, name, argumentTypes }: QualifiedName & { readonly argumentTypes: readonly string[] },
  more: { readonly body?: string | undefined; readonly definition?: string } = {},
): string {
  const types = argumentTypes.map(quoteLiteral).join(", ");
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_proc AS p WHERE p.pronamespace = pg_catalog.to_regnamespace(${quoteLiteral(quoteIdentifier(schema))})::pg_catalog.oid ` +
    `AND p.proname = ${quoteLiteral(name)} AND ARRAY(SELECT t.typname::pg_catalog.text FROM pg_catalog.unnest(p.proargtypes) ` +
    `WITH ORDINALITY AS a (oid, place) JOIN pg_catalog.pg_type AS t ON t.oid = a.oid ORDER BY a.place) = ARRAY[${types}]::pg_catalog.text[]` +
    `${more.body === undefined ? "" : ` AND p.prosrc = ${quoteLiteral(more.body)}`}` +
    `${more.definition === undefined ? "" : ` AND p.prokind <> 'a' AND pg_catalog.pg_get_functiondef(p.oid) = ${quoteLiteral(more.definition)}`})`
  );
}

const FIRES = { origin: "O", disabled: "D", replica: "R", always: "A" } as const;

/** The users' own trigger of that name; with exactly this definition, and firing when that one does, where one is given. */
function triggerNamed(relation: string, name: string, as?: Pick<Trigger, "definition" | "enabled">): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = ${oidOf(relation)} AND NOT tgisinternal ` +
    `AND tgname = ${quoteLiteral(name)}` +
    `${as ? ` AND pg_catalog.pg_get_triggerdef(oid) = ${quoteLiteral(as.definition)} AND tgenabled = '${FIRES[as.enabled]}'` : ""})`
  );
}

/** The sequence, where anybody may bump it. */
function tripwire(sequence: string, { granted = false } = {}): string {
  const acl = granted
    ? ` AND EXISTS (SELECT FROM pg_catalog.aclexplode(relacl) AS acl WHERE acl.grantee = 0 AND acl.privilege_type = 'USAGE')` +
      ` AND EXISTS (SELECT FROM pg_catalog.pg_namespace, pg_catalog.aclexplode(nspacl) AS acl` +
      ` WHERE nspname = ${quoteLiteral(INTERLOCK_SCHEMA)} AND acl.grantee = 0 AND acl.privilege_type = 'USAGE')`
    : "";
  return `EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = ${oidOf(sequence)}${acl})`;
}

/** The comment on a column. */
function comment(relation: string, name: string, text: string): string {
  return attribute(
    relation,
    name,
    ` AND pg_catalog.col_description(attrelid, attnum) = ${quoteLiteral(text)}`,
  );
}

function constraintComment(relation: string, name: string, text: string): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = ${oidOf(relation)} AND conname = ${quoteLiteral(name)} ` +
    `AND pg_catalog.obj_description(oid, 'pg_constraint') = ${quoteLiteral(text)})`
  );
}

function tableComment(name: string, text: string): string {
  return `(pg_catalog.obj_description(${oidOf(name)}::pg_catalog.oid, 'pg_class') IS NOT DISTINCT FROM ${quoteLiteral(text)})`;
}

/** Some comment on the column, or on the table where no column is given. */
function anyComment(relation: string, name: string | null): string {
  return name === null
    ? `(pg_catalog.obj_description(${oidOf(relation)}::pg_catalog.oid, 'pg_class') IS NOT NULL)`
    : attribute(relation, name, " AND pg_catalog.col_description(attrelid, attnum) IS NOT NULL");
}

/** A table, view or index of that name. */
function relation(name: string): string {
  return `(${oidOf(name)} IS NOT NULL)`;
}

const ofKind = (name: string, kinds: string) =>
  `EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = ${oidOf(name)} AND relkind IN (${kinds}))`;

function tableOfKind(name: string): string {
  return ofKind(name, "'r', 'p'");
}

function view(name: string): string {
  return ofKind(name, "'v'");
}

function materializedView(name: string): string {
  return ofKind(name, "'m'");
}

/** The view with exactly this query, as `pg_get_viewdef` prints it under `search_path = pg_catalog`, and these options alone. */
function viewAs(name: string, definition: string, options: readonly string[]): string {
  const has = "coalesce(reloptions, '{}')";
  const wanted = `ARRAY[${options.map(quoteLiteral).join(", ")}]::pg_catalog.text[]`;
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = ${oidOf(name)} AND relkind IN ('v', 'm') ` +
    `AND pg_catalog.pg_get_viewdef(oid) = ${quoteLiteral(definition)} AND ${has} @> ${wanted} AND ${has} <@ ${wanted})`
  );
}

/** The columns of a table or view, in this order. */
function columnsInOrder(relation: string, names: readonly string[]): string {
  return (
    `(ARRAY(SELECT attname::pg_catalog.text FROM pg_catalog.pg_attribute WHERE attrelid = ${oidOf(relation)} AND attnum > 0 ` +
    `AND NOT attisdropped ORDER BY attnum) = ARRAY[${names.map(quoteLiteral).join(", ")}]::pg_catalog.text[])`
  );
}

const granteeOid = (role: string) =>
  role === "PUBLIC"
    ? "0"
    : `(SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolname = ${quoteLiteral(role)})`;

/** The role itself has it: not through PUBLIC, nor through another role. */
function right(on: "table" | "sequence" | "schema", { object, column, privilege, role }: Right): string {
  const where = `AND a.privilege_type = ${quoteLiteral(privilege)} AND a.grantee = ${granteeOid(role)})`;
  if (on === "schema") {
    return (
      `EXISTS (SELECT FROM pg_catalog.pg_namespace AS n CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) AS a ` +
      `WHERE pg_catalog.quote_ident(n.nspname) = ${quoteLiteral(object)} ${where}`
    );
  }
  if (column !== null) {
    return (
      `EXISTS (SELECT FROM pg_catalog.pg_attribute AS t CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) AS a ` +
      `WHERE t.attrelid = ${oidOf(object)} AND t.attname = ${quoteLiteral(column)} AND NOT t.attisdropped ${where}`
    );
  }
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_class AS c CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS a ` +
    `WHERE c.oid = ${oidOf(object)} ${where}`
  );
}

/** The letters of pg_default_acl and of acldefault(), which differ for sequences. */
const DEFAULTS_OF = {
  tables: ["r", "r"],
  sequences: ["S", "s"],
  functions: ["f", "f"],
  types: ["T", "T"],
  schemas: ["n", "n"],
} as const;

/** What is said for that schema, or for every one; where nothing is said for every one, what Postgres gives of itself. */
function defaultRight({ role, schema, on, privilege, grantee }: DefaultRight): string {
  const [kind, builtIn] = DEFAULTS_OF[on];
  const namespace =
    schema === null
      ? "0"
      : `pg_catalog.to_regnamespace(${quoteLiteral(quoteIdentifier(schema))})::pg_catalog.oid`;
  const said =
    `(SELECT d.defaclacl FROM pg_catalog.pg_default_acl AS d WHERE d.defaclrole = o.oid ` +
    `AND d.defaclnamespace = ${namespace} AND d.defaclobjtype = '${kind}')`;
  const acl = schema === null ? `coalesce(${said}, pg_catalog.acldefault('${builtIn}', o.oid))` : said;
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_roles AS o CROSS JOIN LATERAL pg_catalog.aclexplode(${acl}) AS a ` +
    `WHERE o.rolname = ${quoteLiteral(role)} AND a.privilege_type = ${quoteLiteral(privilege)} AND a.grantee = ${granteeOid(grantee)})`
  );
}

const classWhere = (relation: string, condition: string) =>
  `EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = ${oidOf(relation)} AND ${condition})`;

/** What clauses of ALTER TABLE set holds; they are of the few forms that table settings have. */
function settings(relation: string, clauses: readonly string[]): string {
  return both(...clauses.map((clause) => setting(relation, clause)));
}

function setting(relation: string, clause: string): string {
  if (clause.endsWith("ROW LEVEL SECURITY")) {
    const column = clause.includes("FORCE") ? "relforcerowsecurity" : "relrowsecurity";
    return classWhere(relation, /^(ENABLE|FORCE)/.test(clause) ? column : `NOT ${column}`);
  }
  const index = /^REPLICA IDENTITY USING INDEX (.+)$/.exec(clause)?.[1];
  if (index !== undefined) {
    return (
      `EXISTS (SELECT FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid ` +
      `WHERE i.indrelid = ${oidOf(relation)} AND i.indisreplident AND pg_catalog.quote_ident(c.relname) = ${quoteLiteral(index)})`
    );
  }
  const identity = /^REPLICA IDENTITY (\w)/.exec(clause)?.[1];
  if (identity !== undefined) return classWhere(relation, `relreplident = '${identity.toLowerCase()}'`);
  const target = /^ALTER COLUMN (.+) SET STATISTICS (-?\d+)$/.exec(clause);
  if (target) {
    const wanted = target[2] === "-1" ? "coalesce(attstattarget, -1) = -1" : `attstattarget = ${target[2]}`;
    return quotedAttribute(relation, target[1] ?? "", wanted);
  }
  const storage = /^ALTER COLUMN (.+) SET STORAGE (\w+)$/.exec(clause);
  if (storage) {
    const letter = { PLAIN: "p", EXTERNAL: "e", EXTENDED: "x", MAIN: "m" }[storage[2] ?? ""];
    const wanted = letter
      ? `attstorage = '${letter}'`
      : "attstorage = (SELECT t.typstorage FROM pg_catalog.pg_type AS t WHERE t.oid = atttypid)";
    return quotedAttribute(relation, storage[1] ?? "", wanted);
  }
  const options = /^(SET|RESET) \((.*)\)$/.exec(clause);
  if (!options) throw new Error(`no question is known for ${clause}`);
  const parts = (options[2] ?? "").split(", ").map((part) => part.replace(/^"|"$/g, ""));
  if (options[1] === "SET") {
    const kept = parts.map((part) => quoteLiteral(part.replace(/ = '?/, "=").replace(/'$/, "")));
    return classWhere(relation, `coalesce(reloptions, '{}') @> ARRAY[${kept.join(", ")}]::pg_catalog.text[]`);
  }
  return classWhere(
    relation,
    `NOT EXISTS (SELECT FROM pg_catalog.unnest(reloptions) AS o WHERE pg_catalog.split_part(o, '=', 1) IN (${parts.map(quoteLiteral).join(", ")}))`,
  );
}

const quotedAttribute = (relation: string, quoted: string, condition: string) =>
  `EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = ${oidOf(relation)} ` +
  `AND pg_catalog.quote_ident(attname) = ${quoteLiteral(quoted)} AND NOT attisdropped AND ${condition})`;

function policy(relation: string, name: string): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_policy WHERE polrelid = ${oidOf(relation)} AND polname = ${quoteLiteral(name)})`;
}

/** The policy with exactly these expressions, as the catalog tells them, roles and command, permissive or restrictive. */
function policyAs(
  relation: string,
  { name, command, using, check, permissive = true, roles = [] }: Policy,
): string {
  const text = (column: string, wanted: string | null) =>
    `pg_catalog.pg_get_expr(${column}, polrelid) IS NOT DISTINCT FROM ${wanted === null ? "NULL" : quoteLiteral(wanted)}`;
  const now =
    "ARRAY(SELECT CASE WHEN r = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(r)::pg_catalog.text END FROM pg_catalog.unnest(polroles) AS r)";
  const wanted = `ARRAY[${(roles.length > 0 ? roles : ["PUBLIC"]).map(quoteLiteral).join(", ")}]::pg_catalog.text[]`;
  const letter = Object.entries(POLICY_COMMANDS).find(([, one]) => one === command)?.[0] ?? "*";
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_policy WHERE polrelid = ${oidOf(relation)} AND polname = ${quoteLiteral(name)} ` +
    `AND polcmd = '${letter}' AND polpermissive = ${permissive} ` +
    `AND ${text("polqual", using)} AND ${text("polwithcheck", check)} AND ${now} @> ${wanted} AND ${now} <@ ${wanted})`
  );
}

function statistics({ schema, name }: QualifiedName): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_statistic_ext AS s JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace ` +
    `WHERE n.nspname = ${quoteLiteral(schema)} AND s.stxname = ${quoteLiteral(name)})`
  );
}

function sequence(name: string): string {
  return ofKind(name, "'S'");
}

/** Bare name. */
function extension(name: string): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = ${quoteLiteral(name)})`;
}

/** Bare name; with what it lists and its options as the catalog tells them, where those are given. */
function publication(
  name: string,
  more: {
    readonly objects?: readonly string[];
    readonly options: string;
    readonly serverMajor: number;
  } | null = null,
): string {
  const parts = more && publicationParts(more.serverMajor);
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_publication AS p WHERE p.pubname = ${quoteLiteral(name)}` +
    `${more?.objects ? ` AND ${parts?.objects} = ${quoteLiteral(JSON.stringify(more.objects))}::pg_catalog.jsonb` : ""}` +
    `${more ? ` AND ${parts?.options} = ${quoteLiteral(more.options)}` : ""})`
  );
}

/** The publication belongs to the role, both by their bare names. */
function publicationOf(name: string, owner: string): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_publication WHERE pubname = ${quoteLiteral(name)} ` +
    `AND pg_catalog.pg_get_userbyid(pubowner) = ${quoteLiteral(owner)})`
  );
}

/** The publication, by its bare name, lists the table or the schema itself. */
function published(name: string, { table, schema }: Pick<Published, "table" | "schema">): string {
  const [list, of, listed] = table
    ? ["pg_publication_rel", "prpubid", `prrelid = ${oidOf(relationName(table))}`]
    : [
        "pg_publication_namespace",
        "pnpubid",
        `pnnspid = pg_catalog.to_regnamespace(${quoteLiteral(quoteIdentifier(schema ?? ""))})::pg_catalog.oid`,
      ];
  return (
    `EXISTS (SELECT FROM pg_catalog.${list} AS m JOIN pg_catalog.pg_publication AS p ON p.oid = m.${of} ` +
    `WHERE p.pubname = ${quoteLiteral(name)} AND m.${listed})`
  );
}

/** Bare name. */
function schema(name: string): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = ${quoteLiteral(name)})`;
}

function typeOfKind(name: string, kind: "enum" | "domain"): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid = pg_catalog.to_regtype(${quoteLiteral(name)})::pg_catalog.oid ` +
    `AND typtype = '${kind.charAt(0)}')`
  );
}

function type(name: string): string {
  return `(pg_catalog.to_regtype(${quoteLiteral(name)}) IS NOT NULL)`;
}

function enumValue(name: string, value: string): string {
  return (
    `EXISTS (SELECT FROM pg_catalog.pg_enum WHERE enumtypid = pg_catalog.to_regtype(${quoteLiteral(name)})::pg_catalog.oid ` +
    `AND enumlabel = ${quoteLiteral(value)})`
  );
}

function primaryKey(relation: string): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = ${oidOf(relation)} AND contype = 'p')`;
}

/** `done` where all conditions hold, `absent` where none does, `partial` between. */
export function probeAll(...conditions: readonly string[]): string {
  const all = conditions.join(" AND ");
  const none = conditions.map((condition) => `NOT ${condition}`).join(" AND ");
  const partial = conditions.length > 1 ? ` WHEN NOT (${none}) THEN 'partial'` : "";
  return `SELECT CASE WHEN ${all} THEN 'done'${partial} ELSE 'absent' END`;
}

/** `done` where the condition holds, `partial` where it does not but the other does, else `absent`. */
export function probeEither(done: string, partial: string): string {
  return `SELECT CASE WHEN ${done} THEN 'done' WHEN ${partial} THEN 'partial' ELSE 'absent' END`;
}

/** Of what is replaced: `unchanged` while it is as it was before, and after that `done` where the condition holds. */
export function probeReplaced(done: string, before: string): string {
  return `SELECT CASE WHEN ${before} THEN 'unchanged' WHEN ${done} THEN 'done' ELSE 'absent' END`;
}

/** Conditions that hold together or not at all. */
export const both = (...conditions: readonly string[]) => `(${conditions.join(" AND ")})`;
export const any = (...conditions: readonly string[]) => `(${conditions.join(" OR ")})`;
export const not = (condition: string) => `NOT ${condition}`;
export const inInterlock = (name: string) => relationName({ schema: INTERLOCK_SCHEMA, name });
