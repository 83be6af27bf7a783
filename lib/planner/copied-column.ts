import type { Column } from "@/lib/catalog/model";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { grantStatements } from "./column-grants";
import { isNotNull, isNull } from "./column-values";
import type { DualWrite } from "./dual-write";

/** SQL: the row's `to` is empty while `from` is not. */
export function pendingCopy(old: Column, to: string, from: string, { catalog }: DualWrite): string {
  return `${isNull(quoteIdentifier(to), old, catalog)} AND ${isNotNull(quoteIdentifier(from), old, catalog)}`;
}

/** The column and its grants, without default and NOT NULL: adding it changes the catalog only. */
export function columnStatements(relation: string, column: Column, name: string): string[] {
  const quoted = quoteIdentifier(name);
  const collate = column.collation === null ? "" : ` COLLATE ${column.collation}`;
  const statements = [`ALTER TABLE ${relation} ADD COLUMN ${quoted} ${column.type}${collate}`];
  if (column.storage !== null) {
    statements.push(`ALTER TABLE ${relation} ALTER COLUMN ${quoted} SET STORAGE ${column.storage}`);
  }
  if (column.compression !== null) {
    statements.push(`ALTER TABLE ${relation} ALTER COLUMN ${quoted} SET COMPRESSION ${column.compression}`);
  }
  return [...statements, ...grantStatements(relation, column, name)];
}
