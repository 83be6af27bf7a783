import { baseName } from "../recorder";
import { sortedBy, sqlFile } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** The digits of the name; each file in a transaction unless its first line says otherwise. */
export const atlasRules: SourceRules = {
  read: (migrations) =>
    sortedBy(migrations, ({ path }) => baseName(path)).map((file) =>
      sqlFile(file, {
        name: /^\d+/.exec(baseName(file.path))?.[0] ?? baseName(file.path),
        inTransaction: !/^--\s*atlas:txmode\s+none\b/m.test(file.content),
      }),
    ),
  late: { outcome: "refused" },
};
