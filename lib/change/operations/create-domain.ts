import type { Catalog, DomainType } from "@/lib/catalog/model";
import type { CreateDomain, DropDomain } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, parseSql, strings } from "@/lib/sql/parse";
import {
  droppedNames,
  namedWords,
  newName,
  newObjectProblem,
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
    const others = [...catalog.enums, ...(catalog.domains ?? []), ...catalog.tables, ...catalog.views];
    return newObjectProblem(catalog, own, { others, more });
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
