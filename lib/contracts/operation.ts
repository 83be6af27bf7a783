import * as z from "zod";
import { AddExclusionConstraint } from "./operations/add-exclusion-constraint";
import { AddPrimaryKey } from "./operations/add-primary-key";
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
  AddGeneratedColumn,
  DropExpression,
  DropIdentity,
  SetGeneratedExpression,
  SetIdentity,
} from "./operations/computed-columns";
import {
  AddCheck,
  AddForeignKey,
  AddUnique,
  CreateIndex,
  DropConstraint,
  DropIndex,
} from "./operations/constraints";
import { AlterDefaultPrivileges, Grant, Revoke } from "./operations/grants";
import { RebuildIndex, RenameIndex } from "./operations/indexes";
import {
  CreateDomain,
  CreateExtension,
  CreateSchema,
  CreateSequence,
  DropDomain,
  DropExtension,
  DropSchema,
  DropSequence,
  DropType,
  RenameType,
} from "./operations/objects";
import { AttachPartition, DetachPartition, PartitionTable } from "./operations/partitions";
import {
  AlterPolicy,
  CreatePolicy,
  CreateStatistics,
  DropPolicy,
  DropStatistics,
} from "./operations/policies";
import { AlterPublication, CreatePublication, DropPublication } from "./operations/publications";
import { RenameConstraint } from "./operations/rename-constraint";
import { MergeColumns, MergeTables, MoveColumn, SplitColumn, SplitTable } from "./operations/reshape";
import { CreateFunction, CreateTrigger, DropFunction, DropTrigger } from "./operations/routines";
import { DeleteRows, UpdateRows } from "./operations/rows";
import { SetSchema } from "./operations/set-schema";
import {
  SetOptions,
  SetReplicaIdentity,
  SetRowSecurity,
  SetStatistics,
  SetStorage,
} from "./operations/table-settings";
import {
  AddEnumValue,
  Comment,
  CreateEnum,
  CreateTable,
  DropTable,
  RawSql,
  RemoveEnumValue,
  RenameEnumValue,
  RenameTable,
} from "./operations/tables";
import { ValidateConstraint } from "./operations/validate-constraint";
import { CreateView, DropView, RefreshView } from "./operations/views";

export type { AddExclusionConstraint } from "./operations/add-exclusion-constraint";
export type { AddPrimaryKey } from "./operations/add-primary-key";
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
  AddGeneratedColumn,
  DropExpression,
  DropIdentity,
  SetGeneratedExpression,
  SetIdentity,
} from "./operations/computed-columns";
export type {
  AddCheck,
  AddForeignKey,
  AddUnique,
  CreateIndex,
  DropConstraint,
  DropIndex,
  ForeignKeyAction,
} from "./operations/constraints";
export type { AlterDefaultPrivileges, Grant, Revoke } from "./operations/grants";
export type { RebuildIndex, RenameIndex } from "./operations/indexes";
export type {
  CreateDomain,
  CreateExtension,
  CreateSchema,
  CreateSequence,
  DropDomain,
  DropExtension,
  DropSchema,
  DropSequence,
  DropType,
  RenameType,
} from "./operations/objects";
export type { AttachPartition, DetachPartition, PartitionTable } from "./operations/partitions";
export type {
  AlterPolicy,
  CreatePolicy,
  CreateStatistics,
  DropPolicy,
  DropStatistics,
} from "./operations/policies";
export type { AlterPublication, CreatePublication, DropPublication } from "./operations/publications";
export type { RenameConstraint } from "./operations/rename-constraint";
export type { MergeColumns, MergeTables, MoveColumn, SplitColumn, SplitTable } from "./operations/reshape";
export type { CreateFunction, CreateTrigger, DropFunction, DropTrigger } from "./operations/routines";
export type { DeleteRows, UpdateRows } from "./operations/rows";
export type { SetSchema } from "./operations/set-schema";
export type {
  SetOptions,
  SetReplicaIdentity,
  SetRowSecurity,
  SetStatistics,
  SetStorage,
} from "./operations/table-settings";
export type {
  AddEnumValue,
  Comment,
  CreateEnum,
  CreateTable,
  DropTable,
  RawSql,
  RemoveEnumValue,
  RenameEnumValue,
  RenameTable,
} from "./operations/tables";
export type { ValidateConstraint } from "./operations/validate-constraint";
export type { CreateView, DropView, RefreshView } from "./operations/views";

/** One intent about the schema. A new member does not compile until every registry handles it. */
export const Operation = z
  .discriminatedUnion("kind", [
    RenameColumn,
    ChangeColumnType,
    DropColumn,
    DropNotNull,
    SetDefault,
    DropDefault,
    SetIdentity,
    DropIdentity,
    AddGeneratedColumn,
    SetGeneratedExpression,
    DropExpression,
    SetNotNull,
    AddCheck,
    AddForeignKey,
    AddUnique,
    AddPrimaryKey,
    AddExclusionConstraint,
    RenameConstraint,
    ValidateConstraint,
    RenameIndex,
    CreateIndex,
    DropIndex,
    RebuildIndex,
    DropConstraint,
    RenameTable,
    CreateTable,
    DropTable,
    AttachPartition,
    DetachPartition,
    PartitionTable,
    CreateEnum,
    AddEnumValue,
    RenameEnumValue,
    RemoveEnumValue,
    Comment,
    AddColumn,
    SplitColumn,
    MergeColumns,
    MoveColumn,
    SplitTable,
    MergeTables,
    UpdateRows,
    DeleteRows,
    CreateView,
    DropView,
    RefreshView,
    Revoke,
    Grant,
    AlterDefaultPrivileges,
    SetSchema,
    DropStatistics,
    CreateStatistics,
    DropPolicy,
    AlterPolicy,
    CreatePolicy,
    SetStorage,
    SetStatistics,
    SetOptions,
    SetReplicaIdentity,
    SetRowSecurity,
    RenameType,
    DropType,
    DropDomain,
    CreateDomain,
    DropSchema,
    CreateSchema,
    DropExtension,
    CreateExtension,
    DropSequence,
    CreateSequence,
    DropTrigger,
    CreateTrigger,
    DropFunction,
    CreateFunction,
    DropPublication,
    AlterPublication,
    CreatePublication,
    RawSql,
  ])
  .meta({ id: "Operation" });
export type Operation = z.infer<typeof Operation>;
export type OperationKind = Operation["kind"];
