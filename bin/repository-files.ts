import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { RepositoryFile } from "@/lib/contracts/interop";

/** What a migration tool's files end in; anything else of a repository is not read. */
const READ =
  /\.(sql|[cm]?[jt]s|py|rb|prisma|toml|ini|ya?ml|xml|json|conf|properties|plan|sum)$|^\.sequelizerc$/;
/** Folders that hold other people's code, or what was built. */
const SKIPPED = /^(node_modules|vendor|dist|build|target|venv|__pycache__)$|^\.(?!sequelizerc$)/;
/** Larger than any migration that a person wrote; dumps are `.sql` and are read whole. */
const MAX_BYTES = 1_000_000;

/** The files of a directory from which a migration tool can be told, by path. */
export function repositoryFiles(directory: string): readonly RepositoryFile[] {
  return readdirSync(directory, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): readonly RepositoryFile[] => {
      const path = join(directory, entry.name);
      if (SKIPPED.test(entry.name)) return [];
      if (entry.isDirectory()) return repositoryFiles(path);
      if (!entry.isFile() || !READ.test(basename(path))) return [];
      if (!path.endsWith(".sql") && statSync(path).size > MAX_BYTES) return [];
      return [{ path, content: readFileSync(path, "utf8") }];
    });
}
