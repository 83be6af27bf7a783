import * as z from "zod";
import {
  AddColumn,
  ChangeColumnType,
  DropColumn,
  DropDefault,
  DropNotNull,
  RenameColumn,
  SetDefault,
  SetNotNull,
} from "./operations/columns";
import {
  AddCheck,
  AddForeignKey,
  AddUnique,
  CreateIndex,
  DropConstraint,
  DropIndex,
} from "./operations/constraints";
import {
  AddEnumValue,
  Comment,
  CreateEnum,
  CreateTable,
  DropTable,
  RawSql,
  RenameTable,
} from "./operations/tables";

export type {
  AddColumn,
  ChangeColumnType,
  DropColumn,
  DropDefault,
  DropNotNull,
  RenameColumn,
  SetDefault,
  SetNotNull,
} from "./operations/columns";
export type {
  AddCheck,
  AddForeignKey,
  AddUnique,
  CreateIndex,
  DropConstraint,
  DropIndex,
  ForeignKeyAction,
} from "./operations/constraints";
export type {
  AddEnumValue,
  Comment,
  CreateEnum,
  CreateTable,
  DropTable,
  RawSql,
  RenameTable,
} from "./operations/tables";

/** One intent about the schema. A new member does not compile until every registry handles it. */
export const Operation = z
  .discriminatedUnion("kind", [
    RenameColumn,
    ChangeColumnType,
    DropColumn,
    DropNotNull,
    SetDefault,
    DropDefault,
    SetNotNull,
    AddCheck,
    AddForeignKey,
    AddUnique,
    CreateIndex,
    DropIndex,
    DropConstraint,
    RenameTable,
    CreateTable,
    DropTable,
    CreateEnum,
    AddEnumValue,
    Comment,
    AddColumn,
    RawSql,
  ])
  .meta({ id: "Operation" });
export type Operation = z.infer<typeof Operation>;
export type OperationKind = Operation["kind"];
