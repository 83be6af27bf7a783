import { camelCase } from "../file-names";
import { inTemplate } from "../javascript";
import { isTransactional, type Script } from "../pieces";
import { callsOf, commented } from "../sql-text";
import type { Tool } from "../tool";
import { typeormRecorder } from "./record";

/** The class's name ends in the milliseconds that the file begins with. */
export const typeorm: Tool = {
  id: "typeorm",
  sendsOneString: false,
  recorder: typeormRecorder,
  render: ({ pieces, header, options }) =>
    pieces.map((piece) => {
      const name = camelCase(piece.slug);
      const at = piece.at.getTime();
      return {
        path: `${options.directory ?? "migrations"}/${at}-${name}.ts`,
        content: [
          `import type { MigrationInterface, QueryRunner } from "typeorm";`,
          "",
          commented("//", [...header, piece.title]),
          `export class ${name}${at} implements MigrationInterface {`,
          `  name = "${name}${at}";`,
          ...(isTransactional(piece) ? [] : ["  transaction = false;"]),
          "",
          `  async up(runner: QueryRunner): Promise<void> {${calls(piece.up, isTransactional(piece))}}`,
          "",
          ...(piece.loses === null ? [] : [`  // Loses: ${piece.loses}`]),
          `  async down(runner: QueryRunner): Promise<void> {${calls(piece.down, isTransactional(piece))}}`,
          "}",
          "",
        ].join("\n"),
      };
    }),
  notes: () => [
    'Set migrationsTransactionMode: "each" in the data source: under "all" a file with transaction = false stops every run.',
    "migration:revert ignores transaction = false: revert such a file with -t none.",
    "Change the entities in the same pull request, or migration:generate makes a difference.",
  ],
};

function calls(scripts: Script | null | readonly Script[], inTransaction: boolean): string {
  const list = callsOf(scripts, inTransaction).map((sql) => `    await runner.query(${inTemplate(sql)});`);
  return list.length === 0 ? "" : `\n${list.join("\n")}\n  `;
}
