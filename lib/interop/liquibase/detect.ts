import type { RepositoryFile } from "@/lib/contracts/interop";
import { named, type Signs } from "../clue";

/** Formatted SQL, and changelogs of XML, YAML or JSON. */
export const liquibaseSigns: Signs = {
  migrations: (files) => files.filter((file) => isFormattedSql(file) || isChangelog(file)),
  isOwn: named(/^liquibase\.properties$/),
  mark: "a Liquibase changelog",
};

export const isFormattedSql = ({ path, content }: RepositoryFile): boolean =>
  path.endsWith(".sql") && /^\s*--\s*liquibase\s+formatted\s+sql/i.test(content);

export const isChangelog = ({ path, content }: RepositoryFile): boolean =>
  /\.(xml|ya?ml|json)$/.test(path) && /\bdatabaseChangeLog\b/.test(content);
