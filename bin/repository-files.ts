import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RepositoryFile } from "@/lib/contracts/interop";
import { isRepositoryFile, isRepositoryFolder, MAX_CODE_BYTES } from "@/lib/interop/repository-file";

/** The files of a directory from which a migration tool can be told, by path. Dumps are `.sql` and are read whole. */
export function repositoryFiles(directory: string): readonly RepositoryFile[] {
  return readdirSync(directory, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): readonly RepositoryFile[] => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return isRepositoryFolder(entry.name) ? repositoryFiles(path) : [];
      if (!entry.isFile() || !isRepositoryFile(entry.name)) return [];
      if (!path.endsWith(".sql") && statSync(path).size > MAX_CODE_BYTES) return [];
      return [{ path, content: readFileSync(path, "utf8") }];
    });
}
