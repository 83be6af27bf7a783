import type { Signs } from "../clue";

/** `-- migrate:up` at the start of a line. */
export const dbmateSigns: Signs = {
  migrations: (files) =>
    files.filter(({ path, content }) => path.endsWith(".sql") && /^--\s*migrate:up\b/m.test(content)),
  mark: "-- migrate:up",
};
