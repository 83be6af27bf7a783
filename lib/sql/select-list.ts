import { fail, ok, type Result } from "@/lib/contracts/result";
import { expressionText } from "./expression-text";
import { quoteIdentifier } from "./identifiers";
import { bodyOf, parseSql } from "./parse";

/** A new column as a SELECT would say it: `lower(email)::text AS mail`. */
export interface SelectItem {
  readonly name: string;
  /** As written in the cast. */
  readonly type: string;
  /** With the cast. */
  readonly expression: string;
}

/** Reads `split_part(name, ' ', 1)::text AS first_name, …`: each with its type and name. Fails with a sentence. */
export function readSelectItems(text: string): Result<readonly SelectItem[], string> {
  const parsed = parseSql(`SELECT ${text}\n`);
  const select = parsed.ok && parsed.value.length === 1 ? bodyOf(parsed.value[0]?.node, "SelectStmt") : null;
  const extra = select
    ? Object.keys(select).some((key) => !["targetList", "limitOption", "op"].includes(key))
    : true;
  if (!select || extra) return fail(`${text} is not a list like ${EXAMPLE}`);
  const items: SelectItem[] = [];
  for (const target of select.targetList ?? []) {
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
