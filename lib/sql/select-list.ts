import { fail, ok, type Result } from "@/lib/contracts/result";
import { expressionText } from "./expression-text";
import { quoteIdentifier } from "./identifiers";
import { bodyOf, type Node, parseSql, strings } from "./parse";

/** A new column as a SELECT would say it: `lower(email)::text AS mail`. */
export interface SelectItem {
  readonly name: string;
  /** As written in the cast. */
  readonly type: string;
  /** With the cast. */
  readonly expression: string;
}

/** Reads `bio AS about, seen AS seen_at`: columns, each with another name. Fails with a sentence. */
export function readColumnNames(
  text: string,
): Result<readonly { readonly column: string; readonly as: string }[], string> {
  const wrong = () => fail(`${text} is not a list like bio AS about, seen AS seen_at`);
  const targets = targetsOf(text);
  if (!targets) return wrong();
  const read: { column: string; as: string }[] = [];
  for (const target of targets) {
    const { name, val } = bodyOf(target, "ResTarget") ?? {};
    const fields = strings(bodyOf(val, "ColumnRef")?.fields);
    const [column] = fields;
    if (!name || column === undefined || fields.length !== 1) return wrong();
    read.push({ column, as: name });
  }
  return ok(read);
}

/** Null where the text is more than what stands between SELECT and FROM. */
function targetsOf(text: string): readonly Node[] | null {
  const parsed = parseSql(`SELECT ${text}\n`);
  const select = parsed.ok && parsed.value.length === 1 ? bodyOf(parsed.value[0]?.node, "SelectStmt") : null;
  const extra = select
    ? Object.keys(select).some((key) => !["targetList", "limitOption", "op"].includes(key))
    : true;
  return select && !extra ? (select.targetList ?? []) : null;
}

/** Reads `split_part(name, ' ', 1)::text AS first_name, …`: each with its type and name. Fails with a sentence. */
export function readSelectItems(text: string): Result<readonly SelectItem[], string> {
  const targets = targetsOf(text);
  if (!targets) return fail(`${text} is not a list like ${EXAMPLE}`);
  const items: SelectItem[] = [];
  for (const target of targets) {
    const { name, val } = bodyOf(target, "ResTarget") ?? {};
    const cast = bodyOf(val, "TypeCast");
    if (!name || !val || !cast?.typeName) {
      return fail(`say the type and the name of each new column, e.g. ${EXAMPLE}`);
    }
    const bare = expressionText({
      TypeCast: { arg: { A_Const: { isnull: true } }, typeName: cast.typeName },
    });
    const type = /^(?:NULL::(.+)|CAST\(NULL AS (.+)\))$/is.exec(bare);
    if (!type) return fail(`the type of ${name} is not understood`);
    items.push({ name, type: type[1] ?? type[2] ?? "", expression: expressionText(val) });
  }
  return ok(items);
}

const EXAMPLE = "split_part(name, ' ', 1)::text AS first_name";

export function selectText(items: readonly SelectItem[]): string {
  return items.map(({ expression, name }) => `${expression} AS ${quoteIdentifier(name)}`).join(", ");
}
