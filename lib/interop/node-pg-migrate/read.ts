import type { RepositoryFile } from "@/lib/contracts/interop";
import { readJavascript } from "../code/javascript";
import { baseName } from "../recorder";
import { onlyBetween, type SourceMigration, sortedBy } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** The file's name without its extension; all in one transaction, but for what asks for none. */
export const nodePgMigrateRules: SourceRules = {
  read: (migrations) => sortedBy(migrations, ({ path }) => baseName(path)).map(read),
  late: { outcome: "refused" },
};

function read(file: RepositoryFile): SourceMigration {
  const name = baseName(file.path).replace(/\.\w+$/, "");
  if (file.path.endsWith(".sql")) {
    const { path, content } = file;
    const up = /^\s*--[\s-]*up\s+migration/im.exec(content)?.index ?? 0;
    const down = /^\s*--[\s-]*down\s+migration/im.exec(content)?.index ?? content.length;
    const [from, to] = up < down ? [up, down] : [up, content.length];
    return { name, path, parts: [{ sql: onlyBetween(content, from, to), inTransaction: true }], unread: [] };
  }
  return readJavascript(file, {
    name,
    inTransaction: !/\.noTransaction\s*\(/.test(file.content),
    calls: { sql: /\w+\s*\.\s*sql\s*\(\s*/, ignored: /\w+\s*\.\s*noTransaction\s*\(\s*\)\s*$/ },
  });
}
