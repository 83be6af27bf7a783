import type { RepositoryFile } from "@/lib/contracts/interop";
import { Gatherer } from "../code/gather";
import { isNothing, pythonFunction, pythonStatements, takePythonCall } from "../code/python";
import { parentsFirst, type SourceMigration, sortedBy } from "../source-migration";
import type { SourceRules } from "../source-rules";

/**
 * The chain of `down_revision`; in a transaction, but for what stands in an `autocommit_block`. The table holds heads:
 * whatever they follow has run too.
 */
export const alembicRules: SourceRules = {
  read: (migrations) => inOrder(migrations).map(read),
  isApplied: ({ name }, applied, all) =>
    applied.some((head) => head === name || ancestorsOf(head, all).includes(name)),
};

interface Revision {
  readonly file: RepositoryFile;
  readonly revision: string;
  readonly parents: readonly string[];
}

function revisionOf(file: RepositoryFile): Revision {
  const value = (name: string) =>
    new RegExp(`^${name}\\s*(?::[^=\\n]+)?=\\s*([^\\n]*(?:\\n\\s+[^\\n]*)*)`, "m").exec(file.content)?.[1] ??
    "";
  const names = (text: string) => [...text.matchAll(/["']([^"']+)["']/g)].flatMap(([, name]) => name ?? []);
  return {
    file,
    revision: names(value("revision"))[0] ?? "",
    parents: [...names(value("down_revision")), ...names(value("depends_on"))],
  };
}

function inOrder(files: readonly RepositoryFile[]): readonly Revision[] {
  const revisions = sortedBy(files.map(revisionOf), ({ revision }) => revision);
  return parentsFirst(revisions, ({ parents }) =>
    revisions.filter(({ revision }) => parents.includes(revision)),
  );
}

function ancestorsOf(head: string, all: readonly SourceMigration[]): readonly string[] {
  const found = new Set<string>();
  const open = [head];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const parent of all.find((one) => one.name === name)?.parents ?? []) {
      if (!found.has(parent)) open.push(parent);
      found.add(parent);
    }
  }
  return [...found];
}

const EXECUTE =
  /^(?:op|conn|connection|bind|op\.get_bind\(\))\.execute\(\s*(?:(?:sa|sqlalchemy)\.)?(?:text\(\s*)?/;
const AUTOCOMMIT = /^with\s+(?:op\.get_context\(\)|\w+)\.autocommit_block\(\)\s*:$/;

function read({ file, revision, parents }: Revision): SourceMigration {
  // `\\:` keeps a colon that would be a parameter (SQLAlchemy's text()).
  const gatherer = new Gatherer(file.content, "python", (text) => text.replaceAll("\\:", ":"));
  const upgrade = pythonFunction(gatherer.scanned.masked, "upgrade");
  if (upgrade) readBlock(gatherer, upgrade.from, upgrade.to, true);
  else gatherer.leave(0);
  return { name: revision, path: file.path, parents, ...gatherer.result() };
}

function readBlock(gatherer: Gatherer, from: number, to: number, inTransaction: boolean): void {
  const { masked } = gatherer.scanned;
  for (const statement of pythonStatements(masked, from, to)) {
    const text = masked.slice(statement.from, statement.to);
    if (statement.block && AUTOCOMMIT.test(text)) {
      readBlock(gatherer, statement.block.from, statement.block.to, false);
    } else if (
      statement.block ||
      !(isNothing(text) || takePythonCall(gatherer, statement, EXECUTE, inTransaction))
    ) {
      gatherer.leave(statement.from);
    }
  }
}
