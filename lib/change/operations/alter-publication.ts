import type { Catalog, Publication } from "@/lib/catalog/model";
import type { AlterPublication } from "@/lib/contracts/operation";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql } from "@/lib/sql/parse";
import {
  calledAnew,
  listedBy,
  optionsOf,
  optionsText,
  publicationIn,
  publicationNamed,
} from "../publications";
import { nothingMore, statementWords } from "../statement-words";

const VERBS = {
  AP_AddObjects: "Add to",
  AP_DropObjects: "Take out of",
  AP_SetObjects: "Set what is in",
} as const;

export const alterPublicationWords = statementWords<AlterPublication>({
  kind: "alter-publication",
  label: "Change a publication",
  examples: [
    "alter publication sales add table events",
    "alter publication sales set (publish = 'insert')",
    "alter publication sales rename to shop",
  ],
  begins: /^alter\s+publication\s/i,
  is: (node) =>
    bodyOf(node, "AlterPublicationStmt") !== null ||
    bodyOf(node, "RenameStmt")?.renameType === "OBJECT_PUBLICATION" ||
    bodyOf(node, "AlterOwnerStmt")?.objectType === "OBJECT_PUBLICATION",
  refuses(node, catalog, more) {
    const anew = calledAnew(node, catalog);
    if (anew) return anew.ok ? nothingMore(more) : anew.failure;
    const read = publicationIn(node, catalog);
    if (!read.ok) return read.failure;
    const publication = publicationNamed(catalog, read.value.name);
    if (!publication) return `there is no publication ${quoteIdentifier(read.value.name)}`;
    return alreadySo(read.value, publication, catalog) ?? nothingMore(more);
  },
  describe(sql) {
    const parsed = parseSql(sql);
    const node = parsed.ok ? parsed.value[0]?.node : undefined;
    const rename = bodyOf(node, "RenameStmt");
    if (rename)
      return `Rename the publication ${written(rename.object)} to ${quoteIdentifier(rename.newname ?? "")}`;
    const owner = bodyOf(node, "AlterOwnerStmt");
    if (owner)
      return `Give the publication ${written(owner.object)} to ${quoteIdentifier(owner.newowner?.rolename ?? "")}`;
    const alter = bodyOf(node, "AlterPublicationStmt");
    const verb = alter?.options?.length ? "Set options of" : VERBS[alter?.action as keyof typeof VERBS];
    return `${verb} the publication ${quoteIdentifier(alter?.pubname ?? "")}`;
  },
});

const written = (object: Node | undefined) => quoteIdentifier(bodyOf(object, "String")?.sval ?? "");

type Written = Extract<ReturnType<typeof publicationIn>, { ok: true }>["value"];

/** Why there is nothing to do, or nothing that the server would do; null where there is. */
function alreadySo(written: Written, publication: Publication, catalog: Catalog): string | null {
  const name = quoteIdentifier(publication.name);
  if (written.action === "options") {
    const same =
      optionsText(written.options, catalog.serverMajor) ===
      optionsText(optionsOf(publication), catalog.serverMajor);
    return same ? `${name} has these options already` : null;
  }
  if (publication.allTables) return `${name} publishes all tables: none can be added or taken out`;
  const listed = listedBy(publication, catalog);
  if (!listed) return `what ${name} lists is not understood: say it as a raw step`;
  const has = (one: string) => listed.some((other) => other.name === one);
  if (written.action !== "set") {
    const wrong = written.objects.find((one) => has(one.name) === (written.action === "add"));
    if (!wrong) return null;
    return written.action === "add"
      ? `${name} lists ${wrong.name} already: say SET where its columns or rows are to change`
      : `${name} does not list ${wrong.name}`;
  }
  const texts = (all: readonly { readonly sql: string }[]) =>
    JSON.stringify(all.map(({ sql }) => sql).sort());
  return texts(written.objects) === texts(listed) ? `${name} lists exactly that already` : null;
}
