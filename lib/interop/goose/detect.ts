import type { Signs } from "../clue";

/** `-- +goose Up`; migrations in Go are not seen. */
export const gooseSigns: Signs = {
  migrations: (files) =>
    files.filter(({ path, content }) => path.endsWith(".sql") && /^--\s*\+goose\s+up\b/im.test(content)),
  mark: "-- +goose Up",
};
