import type { RepositoryFile } from "@/lib/contracts/interop";
import { parseSql } from "@/lib/sql/parse";
import { baseName } from "../recorder";
import { type SourceMigration, sortedBy, sqlFile } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** By version, part by part; what runs again at each change comes last. From Flyway's source, 13.0; not run here. */
export const flywayRules: SourceRules = {
  read: (migrations, files) => {
    const versioned = migrations.filter(({ path }) => versionOf(path) !== null);
    const repeated = migrations.filter(({ path }) => versionOf(path) === null);
    return [
      ...[...versioned].sort((a, b) => compareVersions(versionOf(a.path) ?? "", versionOf(b.path) ?? "")),
      ...sortedBy(repeated, ({ path }) => baseName(path)),
    ].map((file) => read(file, files));
  },
  late: { outcome: "refused" },
};

const versionOf = (path: string) => /^V([\w.]+?)__/.exec(baseName(path))?.[1]?.replaceAll("_", ".") ?? null;

function read(file: RepositoryFile, files: readonly RepositoryFile[]): SourceMigration {
  const settings = files.find(({ path }) => path === `${file.path}.conf`)?.content ?? "";
  const isMarked = /^\s*executeInTransaction\s*=\s*false\s*$/m.test(settings);
  const name = versionOf(file.path) ?? baseName(file.path);
  return sqlFile(file, { name, inTransaction: !isMarked && !standsAlone(file.content) });
}

/** What takes a file out of its transaction by itself, where nothing else is in it: mixing them is refused. */
const ALONE =
  /^(?:(?:CREATE|DROP)\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY|VACUUM|REINDEX\s+(?:SCHEMA|DATABASE|SYSTEM)|ALTER\s+SYSTEM|DISCARD\s+ALL|(?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION))\b/i;

function standsAlone(sql: string): boolean {
  const parsed = parseSql(sql);
  return (
    parsed.ok &&
    parsed.value.length > 0 &&
    parsed.value.every((statement) => ALONE.test(statement.sql.replace(/^(?:\s|--[^\n]*\n)+/, "")))
  );
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split("."), b.split(".")];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = Number(left[at] ?? 0) - Number(right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
