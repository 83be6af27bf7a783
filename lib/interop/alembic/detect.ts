import { named, type Signs } from "../clue";

/** Python with `revision` and `down_revision`; the names of the files mean nothing. */
export const alembicSigns: Signs = {
  migrations: (files) =>
    files.filter(
      ({ path, content }) => path.endsWith(".py") && /^down_revision\s*(:[^=\n]+)?=/m.test(content),
    ),
  isOwn: named(/^alembic\.ini$/),
  mark: "down_revision",
};
