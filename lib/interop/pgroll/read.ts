import type { RepositoryFile } from "@/lib/contracts/interop";
import { baseName } from "../recorder";
import { placeIn, runsAsOne, type SourceMigration, sortedBy } from "../source-migration";
import type { SourceRules } from "../source-rules";
import { operationsIn } from "./operations";

/** By name. SQL is sent as one string without a transaction; what pgroll's own operations send is not known from the file. */
export const pgrollRules: SourceRules = {
  read: (migrations) => sortedBy(migrations, ({ path }) => baseName(path)).map(readFile),
};

function readFile({ path, content }: RepositoryFile): SourceMigration {
  const parts: SourceMigration["parts"][number][] = [];
  const unread: SourceMigration["unread"][number][] = [];
  let from = 0;
  for (const [kind, body] of operationsIn(content) ?? []) {
    from = content.indexOf(`"${kind}"`, from);
    const up = kind === "sql" ? (body as { up?: unknown } | null)?.up : undefined;
    if (typeof up === "string") {
      const { line } = placeIn(content, content.indexOf('"up"', from));
      // A JSON text is one line of the file: its first line stands where it does there.
      parts.push({ sql: `${"\n".repeat(line - 1)}${up}`, inTransaction: runsAsOne(up) });
    } else {
      const code = content.slice(from).split("\n", 1)[0] ?? "";
      unread.push({ ...placeIn(content, from), code: code.trim() });
    }
    from += kind.length;
  }
  return { name: baseName(path).replace(/\.json$/, ""), path, parts, unread };
}
