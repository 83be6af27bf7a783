import type { View } from "@/lib/catalog/model";
import { columnsAnew, createdView, replacedView } from "@/lib/change/operations/create-view";
import { newName } from "@/lib/change/statement-words";
import { namedOutput } from "@/lib/change/view-output";
import { viewReaders } from "@/lib/change/view-readers";
import type { CreateView } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { factsOf } from "@/lib/sql/facts";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, splitStatements } from "@/lib/sql/parse";
import { changedObject, dropObject, makeObject, onlyThisMajor } from "../defined-object";
import { unknownEstimate } from "../estimate";
import { findTable } from "../find-table";
import { finding } from "../operation-parts";
import type { OperationPlanner, PlanContext } from "../operation-plan";
import { is } from "../probe";
import { refuse } from "../refuse";
import { inSearchPath } from "../search-path";
import { unusedViewColumnsDeploy } from "../snippets/unused-object";
import { belongingsAgain, besideReaders, createViewAgain, dropViewSql } from "../view-definition";

/** A new view disturbs nobody; a replaced one is another for every release from the same moment. */
export const planCreateView: OperationPlanner<CreateView> = ({ sql }, context) => {
  const { catalog } = context;
  const made = createdView(sql);
  const statements = splitStatements(sql);
  if (!made || !statements.ok) return refuse("sql", "it creates no view");
  const own = newName(catalog, made.relation);
  const name = relationName(own);
  const before = replacedView(made.node, catalog);
  const create = inSearchPath(catalog, statements.value);
  const findings = pastPolicies(sql, name, context);
  if (before) return replaceView(before, { name, create, node: made.node, findings }, context);
  return makeObject(context, {
    noun: made.materialized ? "materialized view" : "view",
    name,
    create,
    drop: [dropViewSql({ ...own, materialized: made.materialized })],
    exists: made.materialized ? is.materializedView(name) : is.view(name),
    relations: [name],
    ...(made.materialized
      ? {
          estimate: unknownEstimate("Runs the view's query once: how long that takes is not known"),
        }
      : {}),
    findings: made.materialized ? [] : findings,
  });
};

function replaceView(
  before: View,
  {
    name,
    create,
    node,
    findings,
  }: {
    readonly name: string;
    readonly create: readonly string[];
    readonly node: Node;
    readonly findings: ReturnType<typeof pastPolicies>;
  },
  context: PlanContext,
) {
  const old = is.viewAs(name, before.definition, before.options ?? []);
  const anew = columnsAnew(node, before, context.catalog);
  if (anew) {
    const told = [...findings, ...withoutOptions(before, node)];
    return makeAnew(before, { name, create, columns: anew, old, findings: told }, context);
  }
  const output = namedOutput(node, context.catalog);
  // Columns that were added cannot be taken away by another replacing: the view is then made anew.
  const sameColumns = output !== null && output.length === before.columns?.length;
  const readers = sameColumns ? [] : viewReaders(context.catalog, before);
  // Nobody would fill it anew under the lock.
  const stuck = readers.find(({ materialized }) => materialized);
  const again = createViewAgain(before);
  const back = sameColumns
    ? [(again[0] ?? "").replace(/^CREATE VIEW/, "CREATE OR REPLACE VIEW")]
    : besideReaders(readers, [dropViewSql(before), ...again]);
  const object = {
    noun: "view",
    name,
    exists: is.view(name),
    relations: [name, ...readers.map(relationName)],
    serverMajors: onlyThisMajor(context),
    findings: [
      finding(
        "info",
        "view.replaced",
        name,
        `Every release sees what ${name} shows from then on: one that reads it must be right with both queries.`,
      ),
      ...findings,
      ...withoutOptions(before, node),
    ],
    ...(stuck
      ? {
          loses: `What ${name} showed: ${relationName(stuck)}, which is materialized, reads it, so columns that were added cannot be taken away again`,
        }
      : {}),
  };
  return ok(
    changedObject(context, object, {
      title: `Replace the view ${name}`,
      statements: create,
      done: object.exists,
      before: old,
      back: stuck ? null : { title: `Let ${name} show what it showed before`, statements: back, done: old },
    }),
  );
}

/**
 * Dropped and created in one transaction, with its comments, owner and rights. Where columns go, no release may read them any
 * more before.
 */
function makeAnew(
  before: View,
  {
    name,
    create,
    columns,
    old,
    findings,
  }: {
    readonly name: string;
    readonly create: readonly string[];
    readonly columns: readonly string[];
    /** A condition: the view is as it was. */
    readonly old: string;
    readonly findings: ReturnType<typeof pastPolicies>;
  },
  context: PlanContext,
) {
  const had = before.columns ?? [];
  const gone = had.filter((column) => !columns.includes(column)).map(quoteIdentifier);
  const added = columns.filter((column) => !had.includes(column)).map(quoteIdentifier);
  const title = `Make the view ${name} anew with other columns`;
  const readers = viewReaders(context.catalog, before);
  const reading = readers.map(relationName);
  const statements = besideReaders(readers, [
    dropViewSql(before),
    ...create,
    ...belongingsAgain(before, columns),
  ]);
  const again = besideReaders(readers, [dropViewSql(before), ...createViewAgain(before)]);
  const done = is.columnsInOrder(name, columns);
  const object = {
    noun: "view",
    name,
    exists: old,
    relations: [name, ...reading],
    serverMajors: onlyThisMajor(context),
    findings: [
      finding(
        "info",
        "view.anew",
        name,
        "It is dropped and created in one transaction: nobody finds it missing. Its comments, owner and rights stay, as far as its columns do.",
      ),
      ...(reading.length > 0
        ? [
            finding(
              "info",
              "view.readers",
              name,
              `What reads it is dropped with it and made again as it was: ${reading.join(", ")}.`,
            ),
          ]
        : []),
      ...findings,
    ],
  };
  if (gone.length === 0) {
    const places = finding(
      "warning",
      "view.places",
      name,
      `Columns of ${name} change their places or types: each release must be right with both, also where it reads SELECT * by position.`,
    );
    return ok(
      changedObject(
        context,
        { ...object, findings: [places, ...object.findings] },
        {
          title,
          statements,
          done,
          before: old,
          back: { title: `Let ${name} show what it showed before`, statements: again, done: old },
        },
      ),
    );
  }
  const late = finding(
    "info",
    "view.late",
    name,
    `${added.join(", ")} of ${name} is there once ${gone.join(", ")} is gone: releases that read it go out after contract.`,
    "Add new columns behind the others in a change before this one, and releases can go over to them first.",
  );
  return dropObject(context, {
    ...object,
    findings: [...(added.length > 0 ? [late] : []), ...object.findings],
    title,
    drop: statements,
    done,
    again,
    forgets: { deploy: unusedViewColumnsDeploy(name, gone), what: `${gone.join(", ")} of ${name}` },
  });
}

/** Replacing takes away the options that it does not say (observed on 15 and 18), also those that keep rows from readers. */
function withoutOptions(before: View, node: Node) {
  const said = (bodyOf(node, "ViewStmt")?.options ?? []).map((one) => bodyOf(one, "DefElem")?.defname);
  const lost = (before.options ?? []).filter(
    (option) => option.startsWith("security_") && !said.includes(option.split("=")[0]),
  );
  if (lost.length === 0) return [];
  return [
    finding(
      "warning",
      "view.options",
      relationName(before),
      `${relationName(before)} is without ${lost.join(", ")} from then on.`,
      `Say WITH (${lost.join(", ")}) to keep that.`,
    ),
  ];
}

/** Without `security_invoker` a view reads as its owner, whom row security mostly does not hold (manual, CREATE VIEW). */
function pastPolicies(sql: string, view: string, { catalog }: PlanContext) {
  if (/security_invoker\s*(=\s*(true|on|1|'true'|'on')\s*)?[,)]/i.test(sql)) return [];
  const guarded = factsOf(sql, { serverMajor: catalog.serverMajor, catalog })
    .locks.map(({ relation }) => findTable(catalog, relation))
    .filter((table) => table?.rowSecurity)
    .map((table) => relationName(table ?? { schema: "", name: "" }));
  if (guarded.length === 0) return [];
  return [
    finding(
      "warning",
      "view.policies",
      view,
      `${view} reads ${guarded.join(", ")} with the rights of its owner: row security does not hold those who read through it.`,
      catalog.serverMajor >= 15 ? "Say WITH (security_invoker = true) where it should." : null,
    ),
  ];
}
