import { bodyOf, type Node, onlyNode, strings } from "./parse";
import { plainTree, treeShape } from "./tree-shape";

/**
 * Whether a statement makes exactly what is there, told by comparing its tree with that of what the server prints. `home` is
 * the schema in which names without one are found first. False also where only the server could tell.
 */
export function sameView(
  node: Node,
  there: { readonly definition: string; readonly options?: readonly string[] | undefined },
  home: string,
): boolean {
  const view = bodyOf(node, "ViewStmt");
  const printed = bodyOf(onlyNode(`CREATE VIEW v AS ${there.definition}`), "ViewStmt");
  if (!view?.query || !printed?.query || (view.aliases ?? []).length > 0) return false;
  const check = /^(LOCAL|CASCADED)_CHECK_OPTION$/.exec(view.withCheckOption ?? "")?.[1]?.toLowerCase();
  const options = (view.options ?? []).map((one) => {
    const { defname = "", arg } = bodyOf(one, "DefElem") ?? {};
    return `${defname}=${bodyOf(arg, "String")?.sval ?? bodyOf(arg, "Integer")?.ival ?? "true"}`;
  });
  const said = [...options, ...(check ? [`check_option=${check}`] : [])].sort();
  const query = (tree: Node) => treeShape(plainQuery(plainTree(tree, home)));
  return (
    JSON.stringify(said) === JSON.stringify([...(there.options ?? [])].sort()) &&
    query(view.query) === query(printed.query)
  );
}

/** A function or procedure; its name and the types of its arguments are known to be those. */
export function sameRoutine(node: Node, definition: string, home: string): boolean {
  const [written, printed] = [routine(node, home), routine(onlyNode(definition), home)];
  return written !== null && written === printed;
}

/** Whether a function gives the same for the same arguments, by their names: then CREATE OR REPLACE takes it. */
export function sameSignature(node: Node, definition: string, home: string): boolean {
  const [written, printed] = [signature(node, home), signature(onlyNode(definition), home)];
  return written !== null && written === printed;
}

/** A trigger of that name on that table. */
export function sameTrigger(node: Node, definition: string, home: string): boolean {
  const shape = (one: Node | undefined) => {
    const made = bodyOf(one, "CreateTrigStmt");
    return made && treeShape(plainTree({ ...made, replace: undefined, relation: undefined }, home));
  };
  return shape(node) !== null && shape(node) === shape(onlyNode(definition));
}

/** What is not said and what is said as it is anyway are one (manual, CREATE FUNCTION). */
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  volatility: ["volatile"],
  strict: ["false"],
  security: ["false"],
  leakproof: ["false"],
  parallel: ["unsafe"],
  cost: ["100"],
  rows: ["1000"],
  window: ["false"],
};

function routine(node: Node | undefined, home: string): string | null {
  const made = bodyOf(node, "CreateFunctionStmt");
  if (!made) return null;
  const options = (made.options ?? []).flatMap((one) => {
    const { defname = "", arg } = bodyOf(one, "DefElem") ?? {};
    const text =
      bodyOf(arg, "String")?.sval ??
      String(bodyOf(arg, "Boolean")?.boolval ?? bodyOf(arg, "Integer")?.ival ?? "false");
    if (arg !== undefined && DEFAULTS[defname]?.includes(text)) return [];
    return [treeShape(plainTree({ defname, arg }, home))];
  });
  return treeShape([signature(node, home), plainTree(made.sql_body, home), options.sort()]);
}

function signature(node: Node | undefined, home: string): string | null {
  const made = bodyOf(node, "CreateFunctionStmt");
  if (!made) return null;
  const parameters = (made.parameters ?? []).map((one) => {
    const parameter = bodyOf(one, "FunctionParameter");
    const mode = parameter?.mode === "FUNC_PARAM_IN" ? "FUNC_PARAM_DEFAULT" : parameter?.mode;
    return plainTree({ ...parameter, mode }, home);
  });
  return treeShape([parameters, plainTree(made.returnType, home), made.is_procedure ?? false]);
}

/** A query over one relation names columns with and without it; a column keeps its name with and without saying so. */
function plainQuery(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(plainQuery);
  if (tree === null || typeof tree !== "object") return tree;
  const select = bodyOf(tree as Node, "SelectStmt");
  const from = select?.fromClause ?? [];
  const only = from.length === 1 ? bodyOf(from[0], "RangeVar") : null;
  const name = only?.alias?.aliasname ?? only?.relname;
  const parts = Object.entries(tree).map(([key, value]) => [
    key,
    plainQuery(select && name ? withoutQualifier(value, name) : value),
  ]);
  const target = bodyOf(tree as Node, "ResTarget");
  const column = strings(bodyOf(target?.val, "ColumnRef")?.fields).at(-1);
  if (target?.name && target.name === column)
    return { ResTarget: { ...target, name: undefined, val: plainQuery(target.val) } };
  return Object.fromEntries(parts);
}

/** Of the query itself: what is inside another one may mean another relation. */
function withoutQualifier(tree: unknown, name: string, depth = 0): unknown {
  if (Array.isArray(tree)) return tree.map((one) => withoutQualifier(one, name, depth + 1));
  if (tree === null || typeof tree !== "object") return tree;
  if (depth > 0 && bodyOf(tree as Node, "SelectStmt")) return tree;
  const fields = bodyOf(tree as Node, "ColumnRef")?.fields;
  if (fields?.length === 2 && bodyOf(fields[0], "String")?.sval === name) {
    return { ColumnRef: { fields: fields.slice(1) } };
  }
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, withoutQualifier(value, name, depth + 1)]),
  );
}
