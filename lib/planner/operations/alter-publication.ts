import type { Catalog, Publication } from "@/lib/catalog/model";
import {
  type CalledAnew,
  calledAnew,
  listedBy,
  optionsOf,
  optionsText,
  ownerOf,
  type Published,
  publicationIn,
  publicationNamed,
} from "@/lib/change/publications";
import type { AlterPublication } from "@/lib/contracts/operation";
import type { PlanFinding } from "@/lib/contracts/plan";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { parseSql } from "@/lib/sql/parse";
import { changedObject, dropObject, onlyThisMajor } from "../defined-object";
import { finding } from "../operation-parts";
import type { OperationPlanner, PlanContext } from "../operation-plan";
import { both, is, not } from "../probe";
import { identityFindings, publishedTables } from "../publication-findings";
import { refuse } from "../refuse";
import { inSearchPath } from "../search-path";
import { objectList } from "./create-publication";

/** What adds comes with expand; what takes something away from subscribers, with contract. */
export const planAlterPublication: OperationPlanner<AlterPublication> = ({ sql }, context) => {
  const { catalog } = context;
  const { serverMajor } = catalog;
  const parsed = parseSql(sql);
  const node = parsed.ok ? parsed.value[0]?.node : undefined;
  const anew = node && calledAnew(node, catalog);
  if (anew) return anew.ok ? planCalledAnew(context, anew.value) : refuse("sql", anew.failure);
  const read = node && publicationIn(node, catalog);
  if (!read?.ok) return refuse("sql", read?.failure ?? "it changes no publication");
  const publication = publicationNamed(catalog, read.value.name);
  const listed = publication && listedBy(publication, catalog);
  if (!publication || !listed) return refuse("sql", `there is no publication ${read.value.name} to change`);
  const name = quoteIdentifier(publication.name);
  const { action, objects, options } = read.value;
  const had = optionsOf(publication);
  const has = (all: readonly Published[], one: Published) => all.some((other) => other.name === one.name);
  const added = action === "drop" || action === "options" ? [] : objects.filter((one) => !has(listed, one));
  const removed = listed.filter((one) =>
    action === "set" ? !has(objects, one) : action === "drop" && has(objects, one),
  );
  const kept = [...listed.filter((one) => !removed.includes(one)), ...added];
  const silenced = had.publish.split(", ").filter((one) => !options.publish.split(", ").includes(one));
  const loud = options.publish !== had.publish && silenced.length === 0;
  const identity = identityFindings(
    action !== "options" ? publishedTables(added, catalog) : loud ? publishedTables(listed, catalog) : [],
    { name, publish: options.publish },
  );
  const old = is.publication(publication.name, {
    objects: publication.objects,
    options: publication.options,
    serverMajor,
  });
  const member = (one: Published) => is.published(publication.name, one);
  const object = {
    noun: "publication",
    name,
    exists: old,
    relations: publishedTables([...added, ...removed], catalog).map(relationName),
    serverMajors: onlyThisMajor(context),
    after: listing(publication, kept),
    findings: [...identity, ...told(name, { added, removed, silenced })],
  };
  const texts = publication.objects.filter((_, at) => removed.includes(listed[at] as Published));
  const back =
    action === "options"
      ? `SET (${publication.options})`
      : action === "add"
        ? `DROP ${dropList(added)}`
        : action === "drop"
          ? `ADD ${objectList(texts)}`
          : listed.length > 0
            ? `SET ${objectList(publication.objects)}`
            : `DROP ${dropList(objects)}`;
  const statements = inSearchPath(catalog, [sql]);
  const again = [`ALTER PUBLICATION ${name} ${back}`];
  const title = titles({ name, action, added, removed });
  if (removed.length > 0 || silenced.length > 0) {
    return dropObject(context, { ...object, usedByApps: false, title, drop: statements, again });
  }
  const plan = changedObject(context, object, {
    title,
    statements,
    done:
      action === "options"
        ? is.publication(publication.name, { options: optionsText(options, serverMajor), serverMajor })
        : added.length > 0
          ? both(...added.map(member))
          : is.publication(publication.name),
    ...(action === "set" && added.length === 0 ? { before: old } : {}),
    back: { title: `Let ${name} publish what it published before`, statements: again, done: old },
  });
  return ok({ ...plan, breaking: identity.length > 0 });
};

/** No table is locked. Subscriptions know a publication by its name (what they do without it: observed on 17 and 18). */
function planCalledAnew(
  context: PlanContext,
  { publication, newName, newOwner }: CalledAnew,
): ReturnType<typeof planAlterPublication> {
  const name = quoteIdentifier(publication.name);
  const alter = `ALTER PUBLICATION ${name}`;
  const object = { noun: "publication", name, exists: is.publication(publication.name) };
  if (newName !== null) {
    const renamed = quoteIdentifier(newName);
    const called = (now: string, before: string) => both(is.publication(now), not(is.publication(before)));
    const findings = [
      finding(
        "warning",
        "publication.renamed",
        null,
        context.catalog.serverMajor >= 18
          ? `Subscriptions to ${name} get nothing that is written from then on until they name ${renamed}, and it does not come later.`
          : `Subscriptions to ${name} stop at the first change from then on until they name ${renamed}.`,
        `Where there are any: create ${renamed} beside ${name}, let them name it by ALTER SUBSCRIPTION … SET PUBLICATION, and drop ${name} after it.`,
      ),
    ];
    const plan = changedObject(
      context,
      { ...object, findings },
      {
        title: `Rename the publication ${name} to ${renamed}`,
        statements: [`${alter} RENAME TO ${renamed}`],
        done: called(newName, publication.name),
        back: {
          title: `Call the publication ${name} again as it was called`,
          statements: [`ALTER PUBLICATION ${renamed} RENAME TO ${name}`],
          done: called(publication.name, newName),
        },
      },
    );
    return ok({ ...plan, breaking: true });
  }
  const owner = ownerOf(publication);
  if (newOwner === null || owner === null) return refuse("sql", `who owns ${name} is not known`);
  const given = (role: string) => `${alter} OWNER TO ${quoteIdentifier(role)}`;
  return ok(
    changedObject(context, object, {
      title: `Give the publication ${name} to ${quoteIdentifier(newOwner)}`,
      statements: [given(newOwner)],
      done: is.publicationOf(publication.name, newOwner),
      back: {
        title: `Give the publication ${name} back to ${quoteIdentifier(owner)}`,
        statements: [given(owner)],
        done: is.publicationOf(publication.name, owner),
      },
    }),
  );
}

const names = (all: readonly Published[]) => all.map((one) => one.name.replace(/^TABLE /, "")).join(", ");

/** ONLY, as heirs are listed for themselves. */
const dropList = (all: readonly Published[]) =>
  objectList(all.map(({ name, table }) => (table ? name.replace("TABLE ", "TABLE ONLY ") : name)));

function titles(said: {
  readonly name: string;
  readonly action: string;
  readonly added: readonly Published[];
  readonly removed: readonly Published[];
}): string {
  const { name, action, added, removed } = said;
  if (action === "options") return `Set options of the publication ${name}`;
  if (action === "add") return `Publish ${names(added)} in ${name}`;
  if (action === "drop") return `Take ${names(removed)} out of the publication ${name}`;
  return `Set what the publication ${name} lists`;
}

function told(
  name: string,
  {
    added,
    removed,
    silenced,
  }: {
    readonly added: readonly Published[];
    readonly removed: readonly Published[];
    readonly silenced: readonly string[];
  },
): readonly PlanFinding[] {
  return [
    ...(added.length > 0
      ? [
          finding(
            "info",
            "publication.refresh",
            null,
            `Subscribers get ${names(added)} once they run ALTER SUBSCRIPTION … REFRESH PUBLICATION.`,
          ),
        ]
      : []),
    ...(removed.length > 0
      ? [
          finding(
            "warning",
            "publication.leaves",
            null,
            `Subscribers get no more changes of ${names(removed)} through ${name}: what is written until it is listed again does not come later.`,
          ),
        ]
      : []),
    ...(silenced.length > 0
      ? [
          finding(
            "warning",
            "publication.silenced",
            null,
            `Subscribers of ${name} get no more of ${silenced.join(", ")}: what is written meanwhile does not come later.`,
          ),
        ]
      : []),
  ];
}

/** What SET locks are also the tables that leave. */
function listing({ name }: Publication, kept: readonly Published[]) {
  return (catalog: Catalog): Catalog => {
    const listed = new Set(publishedTables(kept, catalog).map(relationName));
    return {
      ...catalog,
      tables: catalog.tables.map((table) => {
        const others = table.publications.filter((one) => one !== name);
        const now = listed.has(relationName(table)) ? [...others, name] : others;
        return now.length === table.publications.length ? table : { ...table, publications: now };
      }),
    };
  };
}
