import type { Catalog, View } from "@/lib/catalog/model";
import type { CreateView } from "@/lib/contracts/operation";
import { type QualifiedName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql } from "@/lib/sql/parse";
import { sameView } from "@/lib/sql/same-definition";
import { freeRelationName } from "../names-in-catalog";
import { nameProblem, newName, statementWords } from "../statement-words";
import { hasOtherTypes, namedOutput } from "../view-output";
import { viewReaders } from "../view-readers";

export const createViewWords = statementWords<CreateView>({
  kind: "create-view",
  label: "Create or replace a view",
  examples: ["create view names as select id, full_name from customers"],
  begins: /^create\s+(or\s+replace\s+)?((materialized|recursive)\s+)?view\s/i,
  is: (node) => createdIn(node) !== null,
  refuses(node, catalog, more) {
    const made = createdIn(node);
    if (!made) return "it creates no view";
    if (made.refusal) return made.refusal;
    const view = newName(catalog, made.relation);
    const before = replacedView(node, catalog);
    if (before && sameView(node, before, newName(catalog, {}).schema))
      return `the view ${relationName(view)} is exactly that already: there is nothing to do`;
    if (before) {
      const columns = columnsAnew(node, before, catalog);
      return columns && keptFromAnew(before, columns, catalog);
    }
    if (freeRelationName(catalog, view.schema, view.name, "") !== view.name) {
      return made.replace
        ? `${relationName(view)} is there already, and no view`
        : `there is ${relationName(view)} already`;
    }
    const strange = more.some((one) => !made.materialized || !isIndexOf(one, made.relation.relname));
    if (strange) return "only indexes of the new materialized view may follow: say others for themselves";
    return nameProblem(catalog, view);
  },
  makes: (node) => createdIn(node)?.relation,
  describe(sql) {
    const made = createdView(sql);
    if (!made) return "Create a view";
    const verb = made.replace ? "Create or replace" : "Create";
    return `${verb} the ${made.materialized ? "materialized " : ""}view ${made.written}`;
  },
});

/** The view that the statements make, named as they write it; null where they make none. */
export function createdView(sql: string) {
  const parsed = parseSql(sql);
  const first = parsed.ok ? parsed.value[0]?.node : undefined;
  const made = first ? createdIn(first) : null;
  if (!first || !made) return null;
  const { schemaname, relname = "" } = made.relation;
  const written = schemaname ? relationName({ schema: schemaname, name: relname }) : quoteIdentifier(relname);
  return { ...made, node: first, written };
}

/** The view that CREATE OR REPLACE VIEW finds there; null where it makes a new one. */
export function replacedView(node: Node, catalog: Catalog): View | null {
  const made = createdIn(node);
  if (!made?.replace) return null;
  const { schema, name }: QualifiedName = newName(catalog, made.relation);
  return catalog.views.find((one) => one.schema === schema && one.name === name && !one.materialized) ?? null;
}

/**
 * The columns that a replaced view gets, where a column loses its place, its name or its type: CREATE OR REPLACE only adds columns
 * behind the others (manual, CREATE VIEW), so the view is made anew. Null where it takes them.
 */
export function columnsAnew(node: Node, before: View, catalog: Catalog): readonly string[] | null {
  const after = namedOutput(node, catalog);
  const moves = before.columns?.some((column, at) => after?.[at] !== column) ?? false;
  return after && (moves || hasOtherTypes(node, before, catalog)) ? after : null;
}

/** The view that the statement makes anew with other columns, and those that read it; none where it replaces none, or as CREATE OR REPLACE does. */
export function viewsMadeAnew(sql: string, catalog: Catalog): readonly View[] {
  const made = createdView(sql);
  const before = made && replacedView(made.node, catalog);
  return made && before && columnsAnew(made.node, before, catalog)
    ? [before, ...viewReaders(catalog, before)]
    : [];
}

/** Why a view cannot be made anew with other columns; null where it can. */
function keptFromAnew(before: View, columns: readonly string[], catalog: Catalog): string | null {
  const name = relationName(before);
  const gone = (before.columns ?? []).filter((column) => !columns.includes(column));
  for (const reader of viewReaders(catalog, before)) {
    const reads = relationName(reader);
    const read = gone.find((column) =>
      reader.reads.some((one) => one.relation === name && one.column === column),
    );
    if (read !== undefined) {
      return `the view ${reads} reads the column ${quoteIdentifier(read)} of ${name}, which goes: replace or drop that one in a change before this one`;
    }
    if (reader.materialized) {
      return `a column of ${name} loses its place, name or type, and the materialized view ${reads}, which would have to be filled anew, reads it: drop that one in a change before this one, or only add columns behind the others`;
    }
  }
  const bound = (before.attached ?? []).find((one) => /^CREATE (TRIGGER|RULE) /.test(one));
  return bound
    ? `a column of ${name} loses its place, name or type, and it has a trigger or a rule, which may need that column: drop that in a change before this one`
    : null;
}

function createdIn(node: Node) {
  const view = bodyOf(node, "ViewStmt");
  if (view?.view) {
    const refusal = view.view.relpersistence === "t" ? "a temporary view is gone with its session" : null;
    return { relation: view.view, replace: view.replace ?? false, materialized: false, refusal };
  }
  const made = bodyOf(node, "CreateTableAsStmt");
  if (made?.objtype !== "OBJECT_MATVIEW" || !made.into?.rel) return null;
  const refusal = made.if_not_exists ? "IF NOT EXISTS leaves open what is there: leave it away" : null;
  return { relation: made.into.rel, replace: false, materialized: true, refusal };
}

function isIndexOf(node: Node, name: string | undefined): boolean {
  return bodyOf(node, "IndexStmt")?.relation?.relname === name;
}
