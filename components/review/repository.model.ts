import type { RepositoryFile } from "@/lib/contracts/interop";
import { detectTools } from "@/lib/interop/detect";

/** What was opened or dropped: text for the editor, or a team's migrations. */
export type Opened =
  | { readonly kind: "sql"; readonly text: string }
  | { readonly kind: "migrations"; readonly files: readonly RepositoryFile[] }
  | { readonly kind: "nothing" };

/** Loose SQL files that no tool claims are one history in the editor, by name; all else is a team's migrations. */
export function openedAs(files: readonly RepositoryFile[]): Opened {
  if (files.length === 0) return { kind: "nothing" };
  const isLoose = files.every(({ path }) => !path.includes("/") && !/\.(down|up)\.sql$/.test(path));
  const isClaimed = detectTools(files).some(({ confidence }) => confidence === "certain");
  if (!isLoose || isClaimed) return { kind: "migrations", files };
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  if (sorted.length === 1) return { kind: "sql", text: sorted[0]?.content ?? "" };
  return {
    kind: "sql",
    text: sorted.map(({ path, content }) => `-- ${path}\n${content.trimEnd()}\n`).join("\n"),
  };
}
