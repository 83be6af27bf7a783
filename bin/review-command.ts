import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Catalog } from "@/lib/catalog/model";
import { type Review, RULE_IDS, type RuleId } from "@/lib/contracts/review";
import { formatReview, type ReviewFormat } from "@/lib/review/format";
import { review } from "@/lib/review/review";
import { loadParser } from "@/lib/sql/parse";

export interface ReviewCommandFlags {
  readonly pg?: number;
  readonly inTransaction?: boolean;
  readonly database?: string;
  readonly format: ReviewFormat;
  readonly enable: readonly string[];
}

/** Reviews the files as one history, prints, and answers the exit code. Throws with one line where it cannot. */
export async function reviewCommand(paths: readonly string[], flags: ReviewCommandFlags): Promise<number> {
  const enable = flags.enable.map((rule) => {
    if (!RULE_IDS.includes(rule as RuleId)) throw new Error(`there is no rule ${rule}`);
    return rule as RuleId;
  });
  const files = paths.flatMap(filesAt);
  const [database] = await Promise.all([flags.database ? readFrom(flags.database) : null, loadParser()]);
  const serverMajor = flags.pg ?? database?.serverMajor ?? 15;
  let catalog: Catalog | undefined = database ?? undefined;
  const result: Review = { files: [] };
  for (const path of files) {
    const reviewed = review(readText(path), {
      serverMajor,
      path,
      enable,
      inTransaction: flags.inTransaction ?? false,
      ...(catalog ? { catalog, complete: database !== null } : {}),
    });
    catalog = reviewed.catalog;
    result.files.push(reviewed.file);
  }
  process.stdout.write(formatReview(result, flags.format));
  if (result.files.some(({ error }) => error !== null)) return 2;
  const unsafe = result.files.some(({ statements }) =>
    statements.some(({ findings }) => findings.some(({ level }) => level === "error")),
  );
  return unsafe ? 1 : 0;
}

/** A directory stands for the .sql files below it, by name: the order in which migrations run. */
function filesAt(path: string): string[] {
  if (path === "-" || !statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) return filesAt(inside);
      return entry.name.endsWith(".sql") ? [inside] : [];
    });
}

const readText = (path: string): string => readFileSync(path === "-" ? 0 : path, "utf8");

/** The driver is loaded only where a database is asked for. */
async function readFrom(url: string): Promise<Catalog> {
  const { readDatabase } = await import("./read-database");
  return readDatabase(url);
}
