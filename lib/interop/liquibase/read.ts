import type { RepositoryFile } from "@/lib/contracts/interop";
import { onlyBetween, placeIn, runsAsOne, type SourceMigration, sortedBy } from "../source-migration";
import type { SourceRules } from "../source-rules";
import { isChangelog, isFormattedSql } from "./detect";

/**
 * Changesets, in the order in which the changelogs that include others name the files, else by path. Of XML, YAML and
 * JSON only the ids are read.
 */
export const liquibaseRules: SourceRules = {
  read: (migrations) => {
    const roots = migrations.filter(isChangelog);
    const rank = ({ path }: RepositoryFile) => {
      const [place] = roots.flatMap(({ content }) => {
        const at = includesOf(content).findIndex((named) => `/${path}`.endsWith(`/${named}`));
        return at < 0 ? [] : [at];
      });
      return place ?? Number.MAX_SAFE_INTEGER;
    };
    return sortedBy(
      sortedBy(migrations, ({ path }) => path),
      rank,
    ).flatMap((file) => (isFormattedSql(file) ? changesetsOf(file) : unreadChangesets(file)));
  },
};

/** What `include` names, in its order. */
const includesOf = (changelog: string) =>
  [...changelog.matchAll(/\bfile["']?\s*[:=]\s*["']?([^\s"',}>]+)/g)].flatMap(
    ([, path]) => path?.replace(/^\.?\//, "") ?? [],
  );

const CHANGESET = /^--\s*changeset\s+([^\s:]+):(\S+)([^\n]*)/gim;

function changesetsOf({ path, content }: RepositoryFile): readonly SourceMigration[] {
  const heads = [...content.matchAll(CHANGESET)];
  return heads.map((head, at) => {
    const sql = onlyBetween(content, head.index, heads[at + 1]?.index ?? content.length);
    const says = (attribute: string) => new RegExp(`\\b${attribute}:\\s*"?false`, "i").test(head[3] ?? "");
    const inTransaction = !says("runInTransaction") || (says("splitStatements") && runsAsOne(sql));
    return { name: head[2] ?? "", path, parts: [{ sql, inTransaction }], unread: [] };
  });
}

/** `<changeSet`, `- changeSet:` or `"changeSet":`, with the id that follows it. */
function unreadChangesets({ path, content }: RepositoryFile): readonly SourceMigration[] {
  return [...content.matchAll(/<changeSet\b|\bchangeSet["']?\s*:/g)].map(({ index, 0: word }) => {
    const id = /\bid["']?\s*[:=]\s*["']?([^\s"',}>]+)/.exec(content.slice(index))?.[1] ?? "";
    return { name: id, path, parts: [], unread: [{ ...placeIn(content, index), code: `${word} ${id}` }] };
  });
}
