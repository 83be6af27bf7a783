import type { Catalog } from "@/lib/catalog/model";
import { madeRelation } from "@/lib/change/made-relations";
import { carriedColumns } from "@/lib/change/merged-columns";
import { alteredPolicy } from "@/lib/change/operations/alter-policy";
import { createdDomain } from "@/lib/change/operations/create-domain";
import { functionIn } from "@/lib/change/operations/create-function";
import { policyIn } from "@/lib/change/operations/create-policy";
import { createdSchema } from "@/lib/change/operations/create-schema";
import { statisticsIn } from "@/lib/change/operations/create-statistics";
import { triggerIn } from "@/lib/change/operations/create-trigger";
import { calledAnew } from "@/lib/change/publications";
import type { Operation } from "@/lib/contracts/operation";
import { parseRelationName, quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { bodyOf, onlyNode, parseSql } from "@/lib/sql/parse";
import { readSelectItems } from "@/lib/sql/select-list";

/** Something that has a name of its own, and the field of the operation that says it. */
export interface Named {
  /** As in `the index public.people_email_idx`; equal where it is the same thing. */
  readonly words: string;
  readonly field: string;
}

const column = (table: string, name: string, field: string): Named => ({
  words: `the column ${quoteIdentifier(name)} of ${table}`,
  field,
});
const relation = (name: string, field: string): Named => ({ words: `the relation ${name}`, field });
const type = (name: string, field: string): Named => ({ words: `the type ${name}`, field });
const constraint = (table: string, name: string, field: string): Named => ({
  words: `the constraint ${quoteIdentifier(name)} of ${table}`,
  field,
});
const label = (of: string, value: string, field: string): Named => ({
  words: `the value ${quoteLiteral(value)} of ${of}`,
  field,
});
/** `name` in the schema of that relation. */
const beside = (other: string, name: string) =>
  relationName({ schema: parseRelationName(other)?.schema ?? "public", name });

/** What there is under a name only once the operation is done. No other of the same change may make it too. */
export function madeNames(operation: Operation, catalog: Catalog): readonly Named[] {
  switch (operation.kind) {
    case "add-column":
    case "add-generated-column":
      return [column(operation.table, operation.column, "column")];
    case "rename-column":
      return [column(operation.table, operation.to, "to")];
    case "split-column":
    case "merge-columns": {
      const items = readSelectItems(operation.into);
      return items.ok ? items.value.map(({ name }) => column(operation.table, name, "into")) : [];
    }
    case "move-column":
      return [
        column(operation.to, operation.as ?? operation.column, operation.as === null ? "column" : "as"),
      ];
    case "merge-tables":
      return carriedColumns(catalog, operation).map(({ as }) => column(operation.into, as, "into"));
    case "split-table":
    case "rename-table":
    case "set-schema":
      return [relation(madeRelation(operation) ?? "", "to")];
    case "create-table":
    case "create-view":
    case "create-sequence":
      return [relation(madeRelation(operation) ?? "", "sql")];
    case "create-index":
      return operation.name === null ? [] : [relation(beside(operation.table, operation.name), "name")];
    case "rename-index":
      return [relation(beside(operation.index, operation.to), "to")];
    case "add-unique":
    case "add-primary-key":
    case "add-exclusion-constraint":
      if (operation.name === null) return [];
      return [
        constraint(operation.table, operation.name, "name"),
        relation(beside(operation.table, operation.name), "name"),
      ];
    case "add-check":
    case "add-foreign-key":
      return operation.name === null ? [] : [constraint(operation.table, operation.name, "name")];
    case "rename-constraint":
      return [constraint(operation.table, operation.to, "to")];
    case "create-enum":
      return [type(operation.type, "type")];
    case "rename-type":
      return [type(beside(operation.name, operation.to), "to")];
    case "add-enum-value":
      return [label(operation.type, operation.value, "value")];
    case "rename-enum-value":
      return [label(operation.type, operation.to, "to")];
    default:
      return "sql" in operation ? madeByStatement(operation.kind, operation.sql, catalog) : [];
  }
}

function madeByStatement(kind: Operation["kind"], sql: string, catalog: Catalog): readonly Named[] {
  if (kind === "alter-policy") return alteredName(sql, catalog);
  const node = onlyNode(sql);
  if (!node) return [];
  const onTable = (noun: string, found: ReturnType<typeof policyIn> | ReturnType<typeof triggerIn>) =>
    typeof found === "string" ? [] : [part(noun, relationName(found.table), found.name)];
  switch (kind) {
    case "create-domain": {
      const domain = createdDomain(sql, catalog);
      return domain ? [type(relationName(domain), "sql")] : [];
    }
    case "create-schema":
      return [{ words: `the schema ${quoteIdentifier(createdSchema(sql) ?? "")}`, field: "sql" }];
    case "create-publication": {
      const name = bodyOf(node, "CreatePublicationStmt")?.pubname ?? "";
      return [{ words: `the publication ${quoteIdentifier(name)}`, field: "sql" }];
    }
    case "alter-publication": {
      const anew = calledAnew(node, catalog);
      if (!anew?.ok || anew.value.newName === null) return [];
      return [{ words: `the publication ${quoteIdentifier(anew.value.newName)}`, field: "sql" }];
    }
    case "create-function": {
      const made = functionIn(node, catalog);
      if (!made?.argumentTypes) return [];
      return [
        { words: `the function ${relationName(made)}(${made.argumentTypes.join(", ")})`, field: "sql" },
      ];
    }
    case "create-statistics": {
      const made = statisticsIn(node, catalog);
      return typeof made === "string"
        ? []
        : [{ words: `the statistics ${relationName(made.own)}`, field: "sql" }];
    }
    case "create-policy":
      return onTable("policy", policyIn(node, catalog));
    case "create-trigger":
      return onTable("trigger", triggerIn(node, catalog));
    default:
      return [];
  }
}

function alteredName(sql: string, catalog: Catalog): readonly Named[] {
  const parsed = parseSql(sql);
  const statements = parsed.ok ? parsed.value : [];
  const altered = alteredPolicy(
    statements.map(({ node }) => node),
    catalog,
  );
  if (!altered.ok) return [];
  const { table, policy, newName } = altered.value;
  return [part("policy", relationName(table), newName ?? policy.name)];
}

const part = (noun: string, table: string, name: string, field = "sql"): Named => ({
  words: `the ${noun} ${quoteIdentifier(name)} of ${table}`,
  field,
});

/** What is there and is not, or not as it was, once the operation is done. No other of the change may work on it too. */
export function takenNames(operation: Operation): readonly Named[] {
  switch (operation.kind) {
    case "rename-index":
    case "drop-index":
    case "rebuild-index":
      return [relation(operation.index, "index")];
    case "rename-constraint":
    case "validate-constraint":
    case "drop-constraint":
      return [constraint(operation.table, operation.constraint, "constraint")];
    case "drop-view":
    case "refresh-view":
    case "drop-sequence":
      return [relation(operation.name, "name")];
    case "rename-type":
    case "drop-type":
    case "drop-domain":
      return [type(operation.name, "name")];
    case "add-enum-value":
    case "rename-enum-value":
    case "remove-enum-value":
      return [type(operation.type, "type")];
    case "drop-policy":
    case "drop-trigger":
      return [part(operation.kind.replace("drop-", ""), operation.table, operation.name, "name")];
    default:
      return [];
  }
}
