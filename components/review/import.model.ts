import type { ImportedFile, MigrationImport } from "@/lib/contracts/import";
import type { ReviewedFile, ReviewedTool, ReviewLevel } from "@/lib/contracts/review";
import { levelOf, type MarkLevel, type Verdict, verdictOf } from "./marks.model";

/** The one sentence on top of a team's migrations; null while nothing is selected that could be judged. */
export function verdictOfImport({ tool, migrations }: MigrationImport): Verdict {
  if (tool === null) return { tone: "waiting", text: "No migration tool was recognised in these files" };
  const files = migrations.flatMap(({ review }) => review ?? []);
  if (files.length === 0) {
    return migrations.some(({ isApplied }) => isApplied !== true)
      ? { tone: "waiting", text: "Select the migrations to review" }
      : { tone: "done", text: `Nothing pending: all ${migrations.length} migrations have run` };
  }
  const bad = files.find(({ error }) => error !== null);
  if (bad?.error) {
    const { line, message } = bad.error;
    return { tone: "danger", text: `Not valid SQL: ${bad.path}, line ${line}: ${message}` };
  }
  const { unread } = sqlToMakeSafe(migrations);
  const verdict = verdictOf({
    path: "",
    error: null,
    statements: files.flatMap(({ statements }) => statements),
  });
  const late = migrations.filter(({ late: what, review }) => what !== null && review !== null).length;
  if (late > 0 && verdict.tone !== "danger") {
    return {
      tone: "waiting",
      text: `${late} of ${files.length} would not be run: named before what has run`,
    };
  }
  if (unread > 0 && verdict.tone !== "danger") {
    const places = unread === 1 ? "1 place of code was" : `${unread} places of code were`;
    return { tone: "waiting", text: `${places} not looked into: nothing is promised` };
  }
  return verdict;
}

/** How many statements of a file have which worst level. */
export function countsOf(
  file: ReviewedFile,
): readonly { readonly level: MarkLevel; readonly count: number }[] {
  const levels: readonly ReviewLevel[] = ["error", "warning", "info"];
  return levels
    .map((level) => ({ level, count: file.statements.filter((one) => levelOf(one) === level).length }))
    .filter(({ count }) => count > 0);
}

/** What is selected, as SQL for a plan; and how many places of code are not in it. */
export function sqlToMakeSafe(migrations: readonly ImportedFile[]): {
  readonly sql: string;
  readonly unread: number;
} {
  const selected = migrations.filter(({ review }) => review !== null);
  return {
    sql: selected
      .map(({ sql }) => sql)
      .filter((sql) => sql.trim() !== "")
      .join("\n"),
    unread: selected.reduce(
      (sum, { review }) => sum + (review?.statements.filter(({ kind }) => kind === "Code").length ?? 0),
      0,
    ),
  };
}

/** `Rails · db/migrate · 3 pending of 15`. */
export function toolLine({ label, directory, total, pending }: ReviewedTool): string {
  const count = pending === null ? `${total} found` : `${pending} pending of ${total}`;
  return [label, directory || "the folder itself", count].join(" · ");
}
