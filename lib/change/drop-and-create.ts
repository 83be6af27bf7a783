import type { Catalog } from "@/lib/catalog/model";
import { bodyOf, type Node, type Statement, strings } from "@/lib/sql/parse";
import { sameSignature } from "@/lib/sql/same-definition";
import { type DroppedObject, droppedObject, dropsOf } from "./dropped-object";
import { droppedFunction, functionIn, functionLike } from "./operations/create-function";
import { policyIn } from "./operations/create-policy";
import { triggerIn } from "./operations/create-trigger";
import { newName } from "./statement-words";
import { namedOutput } from "./view-output";

/**
 * A DROP right before the CREATE of the same object is one CREATE OR REPLACE where that leaves the same catalog, and nothing
 * where IF EXISTS finds none; of a policy it is one operation, and a view is replaced whatever its columns. Where comments and
 * grants of others or another signature make a difference, both stay.
 */
export function withReplacements(catalog: Catalog) {
  return (before: Statement[], statement: Statement): Statement[] => {
    // Scripts of tools drop all policies first and then create them.
    for (const [at, one] of [...before.entries()].reverse()) {
      const drop = droppedObject(one.node);
      const replacement = drop && replacing({ ...drop, sql: one.sql }, statement, catalog);
      if (replacement) return [...before.toSpliced(at, 1), replacement];
      if (!isOfPolicy(one)) break;
    }
    return [...before, statement];
  };
}

type Drop = DroppedObject & { readonly sql: string };

const isOfPolicy = ({ node }: Statement) =>
  bodyOf(node, "CreatePolicyStmt") !== null ||
  bodyOf(node, "AlterPolicyStmt") !== null ||
  bodyOf(node, "DropStmt")?.removeType === "OBJECT_POLICY";

function replacing(drop: Drop, create: Statement, catalog: Catalog): Statement | null {
  switch (drop.kind) {
    case "OBJECT_VIEW":
      return replacingView(drop, create, catalog);
    case "OBJECT_FUNCTION":
    case "OBJECT_PROCEDURE":
      return replacingFunction(drop, create, catalog);
    case "OBJECT_TRIGGER":
      return replacingTrigger(drop, create, catalog);
    case "OBJECT_POLICY":
      return replacingPolicy(drop, create, catalog);
    default:
      return null;
  }
}

function replacingView(
  { parts, mayMiss }: DroppedObject,
  create: Statement,
  catalog: Catalog,
): Statement | null {
  const written = bodyOf(create.node, "ViewStmt")?.view;
  if (!written || written.relname !== parts.at(-1)) return null;
  const own = newName(catalog, written);
  const named = catalog.views.filter(({ name }) => name === own.name);
  const schemas = parts.length > 1 ? [parts.at(-2)] : catalog.searchPath;
  const schema = schemas.find((one) => named.some((view) => view.schema === one));
  if (schema === undefined) return mayMiss ? create : null;
  const view = named.find((one) => one.schema === schema);
  // What hangs on it stays. Without its columns nobody knows whether they keep their places.
  const same =
    view?.schema === own.schema && !view.materialized && namedOutput(create.node, catalog) !== null;
  return same ? orReplace(create) : null;
}

function replacingFunction(
  { object, mayMiss }: DroppedObject,
  create: Statement,
  catalog: Catalog,
): Statement | null {
  const made = functionIn(create.node, catalog);
  if (!made?.argumentTypes) return null;
  const there = functionLike(catalog, made);
  const dropped = droppedFunction(catalog, object);
  if (!dropped) return mayMiss && !there && nameOf(object) === made.name ? create : null;
  const same =
    dropped === there &&
    there.definition &&
    isBare(there) &&
    sameSignature(create.node, there.definition, newName(catalog, {}).schema);
  return same ? orReplace(create) : null;
}

function replacingTrigger(drop: DroppedObject, create: Statement, catalog: Catalog): Statement | null {
  const made = triggerIn(create.node, catalog);
  if (typeof made === "string" || !dropsOf(drop, made, catalog)) return null;
  const { before } = made;
  if (!before) return drop.mayMiss ? create : null;
  const isConstraint =
    bodyOf(create.node, "CreateTrigStmt")?.isconstraint || /^CREATE CONSTRAINT/.test(before.definition);
  const same = catalog.serverMajor >= 14 && !isConstraint && !before.comment && before.enabled === "origin";
  return same ? orReplace(create) : null;
}

/** Both statements as the one that ALTER POLICY would be, could it say all that CREATE POLICY says. */
function replacingPolicy(drop: Drop, create: Statement, catalog: Catalog): Statement | null {
  const body = bodyOf(create.node, "CreatePolicyStmt");
  if (!body || body.policy_name !== drop.parts.at(-1)) return null;
  const made = policyIn(create.node, catalog);
  if (typeof made === "string" || !dropsOf(drop, made, catalog)) return null;
  if (!made.table.policies.some(({ name }) => name === made.name)) return drop.mayMiss ? create : null;
  const { policy_name, table, roles, qual, with_check } = body;
  const node = { AlterPolicyStmt: { policy_name, table, roles, qual, with_check } } as Node;
  return { ...create, kind: "AlterPolicyStmt", node, sql: `${drop.sql};\n${create.sql}` };
}

const nameOf = (object: Node) => strings(bodyOf(object, "ObjectWithArgs")?.objname).at(-1);

/** Nothing hangs on it, and it has the rights of a new one. */
function isBare(one: {
  readonly attached?: readonly string[];
  readonly rights?: readonly string[];
}): boolean {
  const { attached = [], rights = [] } = one;
  return attached.length === 0 && rights.every((right) => / OWNER TO /.test(right));
}

/** Null where the text does not begin with CREATE, as behind a comment. */
function orReplace(create: Statement): Statement | null {
  if (!/^\s*create\s/i.test(create.sql)) return null;
  const sql = create.sql.replace(/^(\s*create)\s+(?!or\s)/i, "$1 OR REPLACE ");
  const [kind, body] = Object.entries(create.node)[0] ?? [];
  return kind === undefined
    ? null
    : { ...create, sql, node: { [kind]: { ...(body as object), replace: true } } as unknown as Node };
}
