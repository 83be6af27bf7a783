import type { Signs } from "../clue";
import { isCode } from "../javascript";

/** Classes that implement `MigrationInterface`. */
export const typeormSigns: Signs = {
  migrations: (files) => files.filter((file) => isCode(file) && isTypeorm(file.content)),
  mark: "MigrationInterface or QueryRunner of TypeORM",
};

const isTypeorm = (code: string): boolean =>
  /\bimplements\s+MigrationInterface\b/.test(code) ||
  (/\bclass\s+\w+\d{13}\b/.test(code) && /\bup\s*\(/.test(code));
