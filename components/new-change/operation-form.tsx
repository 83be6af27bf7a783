"use client";
import { Plus, Trash2 } from "lucide-react";
import { Button, IconButton } from "@/components/ui/button";
import { SearchSelect } from "@/components/ui/search-select";
import type { Catalog } from "@/lib/catalog/model";
import type { FormField } from "@/lib/change/form-fields";
import { OPERATION_FORMS } from "@/lib/change/form-registry";
import { emptyOperation, type FormOperation, OPERATION_KINDS } from "./draft.model";
import { OperationField } from "./operation-field";
import { groupsOf } from "./operation-groups.model";

const KINDS = groupsOf(
  OPERATION_KINDS.map((id) => {
    const { label, detail } = OPERATION_FORMS[id];
    return { id, label, detail };
  }),
);

/** The guided way in: one card per operation, with names offered from the catalog. */
export function OperationForm({
  operations,
  onChange,
  catalog,
  errors,
}: {
  readonly operations: readonly FormOperation[];
  readonly onChange: (operations: FormOperation[]) => void;
  readonly catalog: Catalog | undefined;
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
  readonly catalog: Catalog | undefined;
  readonly errors: ReadonlyMap<string, string>;
  readonly onChange: (patch: Partial<FormOperation>) => void;
  readonly onRemove: (() => void) | null;
}) {
  const rows = rowsOf(OPERATION_FORMS[line.kind].fields);
  const set = (name: string, value: string | boolean) =>
    onChange({ values: { ...line.values, [name]: value } });
  return (
    <fieldset className="flex flex-col gap-3 rounded-panel border border-line bg-sunken p-4">
      <legend className="sr-only">Operation {index + 1}</legend>
      <div className="flex items-end gap-2">
        <SearchSelect
          label="What"
          groups={KINDS}
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
      {rows.map((fields) => (
        <div
          key={fields.map(({ name }) => name).join()}
          className={fields.length > 1 ? "grid gap-3 sm:grid-cols-2" : undefined}
        >
          {fields.map((field) => (
            <OperationField
              key={field.name}
              field={field}
              line={line}
              catalog={catalog}
              error={errors.get(`operations.${index}.${field.name}`)}
              onChange={(value) => set(field.name, value)}
            />
          ))}
        </div>
      ))}
    </fieldset>
  );
}

/** Fields in rows of one or two. */
function rowsOf(fields: readonly FormField[]): readonly (readonly FormField[])[] {
  const rows: FormField[][] = [];
  for (const field of fields) {
    const last = rows.at(-1);
    if (field.beside && last?.length === 1) last.push(field);
    else rows.push([field]);
  }
  return rows;
}
