import { readdirSync, readFileSync } from "node:fs";

export interface MigrationHistory {
  /** The tool, or how the files came to be, e.g. `pg-dump`. */
  readonly name: string;
  readonly files: readonly string[];
}

/** Histories in the shape in which tools write them; `-- next file` separates the files of one. */
export function migrationHistories(): readonly MigrationHistory[] {
  const folder = new URL("../review/testdata/", import.meta.url);
  return readdirSync(folder)
    .sort()
    .map((name) => ({
      name: name.replace(/\.sql$/, ""),
      files: readFileSync(new URL(name, folder), "utf8").split(/^-- next file\n/m),
    }));
}
