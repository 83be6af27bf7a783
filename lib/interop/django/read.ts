import type { RepositoryFile } from "@/lib/contracts/interop";
import { closing, Gatherer, matchAt } from "../code/gather";
import { baseName } from "../recorder";
import { parentsFirst, type SourceMigration, sortedBy } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** App and name, parents first; in a transaction unless `atomic = False`. A text of `RunSQL` is one string. */
export const djangoRules: SourceRules = { read: (migrations) => inOrder(migrations).map(read) };

/** The folder above `migrations`, as long as the app has no other label. */
const appOf = (path: string) => path.split("/").at(-3) ?? "app";
const nameOf = ({ path }: RepositoryFile) => `${appOf(path)}.${baseName(path).replace(/\.py$/, "")}`;

function inOrder(files: readonly RepositoryFile[]): readonly RepositoryFile[] {
  const sorted = sortedBy(files, nameOf);
  return parentsFirst(sorted, (file) => {
    const parents = parentsOf(file);
    return sorted.filter((one) => parents.includes(nameOf(one)));
  });
}

function parentsOf({ content }: RepositoryFile): readonly string[] {
  const list = /\bdependencies\s*=\s*\[([^\]]*)\]/.exec(content)?.[1] ?? "";
  return [...list.matchAll(/\(\s*["'](\w+)["']\s*,\s*["'](\w+)["']/g)].map(
    ([, app, name]) => `${app}.${name}`,
  );
}

function read(file: RepositoryFile): SourceMigration {
  const gatherer = new Gatherer(file.content, "python");
  const { masked } = gatherer.scanned;
  const inTransaction = !/^\s*atomic\s*=\s*False\b/m.test(masked);
  const list = /\boperations\s*(?::[^=\n]+)?=\s*(?=\[)/.exec(masked);
  if (list) readList(gatherer, list.index + list[0].length, inTransaction);
  return { name: nameOf(file), path: file.path, ...gatherer.result() };
}

/** What changes the state of the models only. */
const STATE_ONLY = /^(?:migrations\.)?(?:AlterModelOptions|AlterModelManagers)\(/;

function readList(gatherer: Gatherer, open: number, inTransaction: boolean): void {
  const { masked } = gatherer.scanned;
  for (const { from, to } of itemsIn(masked, open)) {
    const text = masked.slice(from, to);
    if (STATE_ONLY.test(text)) continue;
    const both = /^(?:migrations\.)?SeparateDatabaseAndState\(/.exec(text);
    if (both) {
      const own = itemsIn(masked, from + both[0].length - 1);
      const database = own.find((item) => /^database_operations\s*=/.test(masked.slice(item.from, item.to)));
      const list = database ? masked.indexOf("[", database.from) : -1;
      if (database && list >= 0 && list < database.to) readList(gatherer, list, inTransaction);
      else if (!own.every((item) => /^state_operations\s*=/.test(masked.slice(item.from, item.to)))) {
        gatherer.leave(from);
      }
    } else if (!takeRunSql(gatherer, { from, to }, inTransaction)) gatherer.leave(from);
  }
}

/** `RunSQL` of a text, or of a list of texts. */
function takeRunSql(
  gatherer: Gatherer,
  { from, to }: { readonly from: number; readonly to: number },
  inTransaction: boolean,
): boolean {
  const { masked } = gatherer.scanned;
  const call = matchAt(/(?:migrations\.)?RunSQL\(/, masked, from);
  const [first] = call && call.index + call[0].length <= to ? itemsIn(masked, from + call[0].length - 1) : [];
  if (!first) return false;
  const start = first.from + (matchAt(/sql\s*=\s*/, masked, first.from)?.[0].length ?? 0);
  const isList = "[(".includes(masked[start] ?? " ");
  const texts = isList ? itemsIn(masked, start) : [{ from: start, to: first.to }];
  return texts
    .map((text) => {
      const said = gatherer.literalsAt(text.from);
      return said !== null && said.to === text.to && gatherer.take(said.pieces, inTransaction);
    })
    .every((isTaken) => isTaken);
}

/** What stands between the commas of a bracket. */
function itemsIn(masked: string, open: number): readonly { readonly from: number; readonly to: number }[] {
  const end = closing(masked, open);
  const items: { from: number; to: number }[] = [];
  let start = open + 1;
  const add = (to: number) => {
    const text = masked.slice(start, to);
    const lead = text.length - text.trimStart().length;
    if (text.trim() !== "") items.push({ from: start + lead, to: start + text.trimEnd().length });
    start = to + 1;
  };
  for (let at = start; at < end; at += 1) {
    if ("([{".includes(masked[at] ?? "")) at = closing(masked, at);
    else if (masked[at] === ",") add(at);
  }
  add(end);
  return items;
}
