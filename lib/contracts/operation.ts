import * as z from "zod";
import {
  AddColumn,
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

export type {
  AddColumn,
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
export { RelationName } from "./operations/names";

/** One intent about the schema. A new member does not compile until every registry handles it. */
export const Operation = z
  .discriminatedUnion("kind", [
    RenameColumn,
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
    AddColumn,
  ])
  .meta({ id: "Operation" });
export type Operation = z.infer<typeof Operation>;
export type OperationKind = Operation["kind"];
