import type { Catalog, DomainType } from "@/lib/catalog/model";
import type { CreateDomain, DropDomain } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, parseSql, strings } from "@/lib/sql/parse";
import {
  droppedNames,
  namedWords,
  nameProblem,
  newName,
  nothingMore,
  objectNamed,
  statementWords,
} from "../statement-words";

export const createDomainWords = statementWords<CreateDomain>({
  kind: "create-domain",
  label: "Create a domain",
  examples: ["create domain mail as text check (value like '%@%')"],
  begins: /^create\s+domain\s/i,
  is: (node) => bodyOf(node, "CreateDomainStmt") !== null,
  refuses(node, catalog, more) {
    const parts = strings(bodyOf(node, "CreateDomainStmt")?.domainname);
    const own = newName(catalog, { schemaname: parts.at(-2), relname: parts.at(-1) });
    const types = [...catalog.enums, ...(catalog.domains ?? []), ...catalog.tables, ...catalog.views];
    if (types.some((one) => one.schema === own.schema && one.name === own.name)) {
      return `there is a type ${relationName(own)} already`;
    }
    return nothingMore(more) ?? nameProblem(catalog, own);
  },
  describe(sql) {
    const parsed = parseSql(sql);
    const made = parsed.ok ? bodyOf(parsed.value[0]?.node, "CreateDomainStmt") : null;
    return `Create the domain ${strings(made?.domainname).map(quoteIdentifier).join(".")}`;
  },
});

/** The domain that the statement makes. */
export function createdDomain(sql: string, catalog: Catalog): DomainType | null {
  const parsed = parseSql(sql);
  const made = parsed.ok ? bodyOf(parsed.value[0]?.node, "CreateDomainStmt") : null;
  if (!made) return null;
  const parts = strings(made.domainname);
  const constrained = (made.constraints ?? []).some((one) =>
    ["CONSTR_CHECK", "CONSTR_NOTNULL"].includes(bodyOf(one, "Constraint")?.contype ?? ""),
  );
  return { ...newName(catalog, { schemaname: parts.at(-2), relname: parts.at(-1) }), constrained };
}

export const dropDomainWords = namedWords<DropDomain>({
  kind: "drop-domain",
  label: "Drop a domain",
  examples: ["drop domain email"],
  begins: "drop(?: the)? domain",
  names: (node) => droppedNames(node, ["OBJECT_DOMAIN"]),
  find(catalog, written) {
    const found = objectNamed(catalog, catalog.domains ?? [], written, "a domain");
    return found.ok ? ok(relationName(found.value)) : found;
  },
  describe: (name) => `Drop the domain ${name}`,
});
