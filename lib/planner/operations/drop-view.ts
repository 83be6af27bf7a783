import type { Catalog, View } from "@/lib/catalog/model";
import type { DropView, RefreshView } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { parseRelationName, relationName } from "@/lib/sql/identifiers";
import { changedObject, dropObject } from "../defined-object";
import { unknownEstimate } from "../estimate";
import { shortHash } from "../names";
import { finding } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { inInterlock, is, not } from "../probe";
import { refuse } from "../refuse";
import { createViewAgain, dropViewSql } from "../view-definition";

/** Nothing but the definition is lost with a view; a materialized one gets its rows by running its query again. */
export const planDropView: OperationPlanner<DropView> = (operation, context) => {
  const { catalog } = context;
  const view = findView(catalog, operation.name);
  if (!view) return refuse("name", `there is no view ${operation.name}`);
  const name = relationName(view);
  const reader = catalog.views.find(
    (one) => one !== view && one.reads.some((read) => read.relation === name),
  );
  if (reader)
    return refuse(
      "name",
      `the view ${relationName(reader)} reads ${name}: drop that one in a change before this one`,
    );
  return dropObject(context, {
    noun: view.materialized ? "materialized view" : "view",
    name,
    exists: view.materialized ? is.materializedView(name) : is.view(name),
    drop: [dropViewSql(view)],
    again: createViewAgain(view),
    relations: [name],
    ...(view.materialized ? { loses: `The rows as of the last refresh: ${name} is filled anew` } : {}),
  });
};

/** Beside readers: needs a unique index over plain columns of all rows (manual, REFRESH MATERIALIZED VIEW). */
export const planRefreshView: OperationPlanner<RefreshView> = (operation, context) => {
  const { catalog, index } = context;
  const view = findView(catalog, operation.name);
  if (!view) return refuse("name", `there is no view ${operation.name}`);
  const name = relationName(view);
  const unique = (view.attached ?? []).some((one) =>
    /^CREATE UNIQUE INDEX [^()]* \([^()]*\)$/.test(one.replace(/ INCLUDE \([^()]*\)$/, "")),
  );
  if (view.populated === false) {
    return refuse(
      "name",
      `${name} was never filled: nobody can read it, so REFRESH without CONCURRENTLY harms nobody. Say it as a raw step`,
    );
  }
  if (!unique) {
    return refuse(
      "name",
      `${name} has no unique index over plain columns, which a refresh beside readers needs: create one first`,
    );
  }
  // No question to the catalog tells when a view was filled last.
  const marker = inInterlock(`refresh_${shortHash(name, String(index), catalog.readAt)}`);
  return ok(
    changedObject(
      context,
      {
        noun: "materialized view",
        name,
        exists: is.materializedView(name),
        relations: [name],
        loses: "The rows as they were before",
        findings: [
          finding(
            "info",
            "sql.once",
            name,
            `It counts as done once ${marker} is there: taking it back lets it be done again.`,
          ),
        ],
      },
      {
        title: `Refresh ${name} while it is read`,
        statements: [`REFRESH MATERIALIZED VIEW CONCURRENTLY ${name}`, `CREATE SEQUENCE ${marker}`],
        done: is.relation(marker),
        estimate: unknownEstimate("Runs the view's query once: how long that takes is not known"),
        back: {
          title: "Let it be refreshed again",
          statements: [`DROP SEQUENCE ${marker}`],
          done: not(is.relation(marker)),
        },
      },
    ),
  );
};

/** The view an operation names as `schema.name`. */
function findView(catalog: Catalog, written: string): View | null {
  const name = parseRelationName(written);
  return catalog.views.find((one) => one.schema === name?.schema && one.name === name.name) ?? null;
}
