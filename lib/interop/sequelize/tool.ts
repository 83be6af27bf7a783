import { compactTime } from "../file-names";
import { inTemplate } from "../javascript";
import type { Script } from "../pieces";
import { callsOf, commented } from "../sql-text";
import type { Tool } from "../tool";
import { sequelizeRecorder } from "./record";

/** Nothing is in a transaction unless the file opens one. */
export const sequelize: Tool = {
  id: "sequelize",
  sendsOneString: false,
  recorder: sequelizeRecorder,
  render: ({ pieces, header, options }) =>
    pieces.map(({ at, slug, title, up, down, loses }) => ({
      path: `${options.directory ?? "migrations"}/${compactTime(at)}-${slug.replaceAll("_", "-")}.js`,
      content: [
        commented("//", [...header, title]),
        "module.exports = {",
        `  up: async ({ sequelize }) => {${body(up ? [up] : [])}},`,
        ...(loses === null ? [] : [`  // Loses: ${loses}`]),
        `  down: async ({ sequelize }) => {${body(down)}},`,
        "};",
        "",
      ].join("\n"),
    })),
  notes: () => [],
};

function body(scripts: readonly Script[]): string {
  const calls = scripts.map((script) => {
    if (script.mode === "alone") return `    await sequelize.query(${inTemplate(script.statement)});`;
    const inside = callsOf(script, true).map(
      (sql) => `      await sequelize.query(${inTemplate(sql)}, { transaction });`,
    );
    return `    await sequelize.transaction(async (transaction) => {\n${inside.join("\n")}\n    });`;
  });
  return calls.length === 0 ? "" : `\n${calls.join("\n")}\n  `;
}
