import type { Migration, Recorder } from "../recorder";

/** `alembic_version` holds the heads and no history: recording moves the head. Observed with 1.8. */
export const alembicRecorder: Recorder = {
  history: { table: "alembic_version", columns: ["version_num"] },
  applied: (history) => ({
    text: `SELECT version_num AS name, NULL AS "appliedAt" FROM ${history}`,
    values: [],
  }),
  migrations: (files) =>
    files.map(({ content }) => ({
      name: /^revision = "(\w+)"/m.exec(content)?.[1] ?? "",
      detail: { parent: /^down_revision = "(\w+)"/m.exec(content)?.[1] ?? "" },
    })),
  lock: () => ({ kind: "table" }),
  refusal: (migrations, applied) => {
    const parent = parentOf(migrations);
    return applied.includes(parent)
      ? null
      : `the database stands at ${applied.join(", ") || "no revision"}, and the first file follows ${parent || "none"}: export the files again with newest=${applied[0] ?? "…"}`;
  },
  forgetRefusal: (migrations, applied) =>
    applied.includes(lastOf(migrations)) || applied.includes(parentOf(migrations))
      ? null
      : `the database stands at ${applied.join(", ") || "no revision"}, not at ${lastOf(migrations)}: downgrade to that first`,
  record: (history, migrations) => [move(history, parentOf(migrations), lastOf(migrations))],
  forget: (history, migrations) => [move(history, lastOf(migrations), parentOf(migrations))],
};

const parentOf = (migrations: readonly Migration[]) => String(migrations[0]?.detail?.parent ?? "");
const lastOf = (migrations: readonly Migration[]) => migrations.at(-1)?.name ?? "";
const move = (history: string, from: string, to: string) => ({
  text: `UPDATE ${history} SET version_num = $2 WHERE version_num = $1`,
  values: [from, to],
});
