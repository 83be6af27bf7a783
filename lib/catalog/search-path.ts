import { foldCase } from "../sql/identifiers";

/** The schemas a search_path setting names, unquoted; `$user` becomes the role's name. */
export function parseSearchPath(setting: string, user: string): string[] {
  const parts = setting.match(/"(?:[^"]|"")*"|[^,\s]+/g) ?? [];
  return parts
    .map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : foldCase(part)))
    .map((name) => (name === "$user" ? user : name))
    .filter((name) => name !== "");
}
