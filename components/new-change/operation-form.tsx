"use client";
import { Plus, Trash2 } from "lucide-react";
import { Button, IconButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { ComboBox, type ComboOption } from "@/components/ui/combo-box";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { CatalogAnswer } from "@/lib/client/catalog-answer";
import { formatPlural } from "@/lib/client/format";
import { emptyOperation, type FormOperation } from "./draft.model";
import { Suggestions } from "./suggestions";
import { tableName } from "./table-name.model";

const KINDS = [
  { id: "rename-column", label: "Rename a column", detail: "Old and new code run side by side" },
  { id: "add-column", label: "Add a column", detail: "With or without a default" },
] as const;

/** The guided way in: one card per operation, with names offered from the catalog. */
export function OperationForm({
  operations,
  onChange,
  catalog,
  errors,
}: {
  readonly operations: readonly FormOperation[];
  readonly onChange: (operations: FormOperation[]) => void;
  readonly catalog: CatalogAnswer | undefined;
  /** Messages by path, e.g. `operations.0.table`. */
  readonly errors: ReadonlyMap<string, string>;
}) {
  const replace = (id: string, patch: Partial<FormOperation>) =>
    onChange(operations.map((line) => (line.id === id ? { ...line, ...patch } : line)));
  const nextId = String(Math.max(0, ...operations.map((line) => Number(line.id))) + 1);
  return (
    <div className="flex flex-col gap-4">
      {operations.map((line, index) => (
        <OperationCard
          key={line.id}
          line={line}
          index={index}
          catalog={catalog}
          errors={errors}
          onChange={(patch) => replace(line.id, patch)}
          onRemove={
            operations.length > 1 ? () => onChange(operations.filter(({ id }) => id !== line.id)) : null
          }
        />
      ))}
      <Button
        className="self-start"
        icon={<Plus aria-hidden size={15} />}
        onPress={() => onChange([...operations, emptyOperation(nextId)])}
      >
        Add another operation
      </Button>
    </div>
  );
}

function OperationCard({
  line,
  index,
  catalog,
  errors,
  onChange,
  onRemove,
}: {
  readonly line: FormOperation;
  readonly index: number;
  readonly catalog: CatalogAnswer | undefined;
  readonly errors: ReadonlyMap<string, string>;
  readonly onChange: (patch: Partial<FormOperation>) => void;
  readonly onRemove: (() => void) | null;
}) {
  const error = (field: string) => errors.get(`operations.${index}.${field}`);
  const tables: ComboOption[] = (catalog?.tables ?? [])
    .filter((table) => table.kind !== "partition")
    .map((table) => ({
      id: tableName(table),
      detail: table.rowEstimate === null ? undefined : `about ${formatPlural(table.rowEstimate, "row")}`,
    }));
  const table = catalog?.tables.find((candidate) => tableName(candidate) === line.table);
  const columns: ComboOption[] = (table?.columns ?? []).map((column) => ({
    id: column.name,
    detail: column.type,
  }));
  return (
    <fieldset className="flex flex-col gap-3 rounded-panel border border-line bg-sunken p-4">
      <legend className="sr-only">Operation {index + 1}</legend>
      <div className="flex items-end gap-2">
        <Select
          label="What"
          options={KINDS}
          value={line.kind}
          onChange={(kind) => onChange({ kind })}
          className="min-w-0 flex-1"
        />
        {onRemove && (
          <IconButton label={`Remove operation ${index + 1}`} onPress={onRemove}>
            <Trash2 aria-hidden size={16} />
          </IconButton>
        )}
      </div>
      <ComboBox
        label="Table"
        value={line.table}
        onChange={(value) => onChange({ table: value })}
        options={tables}
        placeholder="public.customers"
        error={error("table")}
      />
      <Suggestions error={error("table")} onPick={(table) => onChange({ table })} />
      {line.kind === "rename-column" ? (
        <div className="grid gap-3 sm:grid-cols-2">
          <ComboBox
            label="Column"
            value={line.column}
            onChange={(column) => onChange({ column })}
            options={columns}
            placeholder="full_name"
            error={error("column")}
          />
          <TextField
            label="New name"
            value={line.to}
            onChange={(to) => onChange({ to })}
            placeholder="name"
            error={error("to")}
            autoComplete="off"
            mono
          />
          <Suggestions error={error("column")} onPick={(column) => onChange({ column })} />
        </div>
      ) : (
        <>
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField
              label="Column"
              value={line.column}
              onChange={(column) => onChange({ column })}
              placeholder="nickname"
              error={error("column")}
              autoComplete="off"
              mono
            />
            <TextField
              label="Type"
              value={line.type}
              onChange={(type) => onChange({ type })}
              placeholder="text"
              error={error("type")}
              autoComplete="off"
              mono
            />
          </div>
          <TextField
            label="Default"
            value={line.default}
            onChange={(value) => onChange({ default: value })}
            placeholder="none"
            description="A SQL expression, e.g. 'new' or now()"
            error={error("default")}
            autoComplete="off"
            mono
          />
          <Checkbox isSelected={!line.nullable} onChange={(required) => onChange({ nullable: !required })}>
            Must not be null
          </Checkbox>
          {!line.nullable && (
            <TextField
              label="Fill existing rows with"
              value={line.backfill}
              onChange={(backfill) => onChange({ backfill })}
              placeholder="lower(email)"
              description="A SQL expression over the row; leave it empty where the default or the app fills it"
              error={error("backfill")}
              autoComplete="off"
              mono
            />
          )}
        </>
      )}
    </fieldset>
  );
}
