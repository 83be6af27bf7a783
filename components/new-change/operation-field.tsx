"use client";
import { Checkbox } from "@/components/ui/checkbox";
import { ComboBox, type ComboOption } from "@/components/ui/combo-box";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { Catalog } from "@/lib/catalog/model";
import type { FormField } from "@/lib/change/form-fields";
import { formatPlural } from "@/lib/client/format";
import { type FormOperation, textOf } from "./draft.model";
import { Suggestions } from "./suggestions";
import { tableName } from "./table-name.model";

/** One field of an operation, whatever the operation is; names are offered from the catalog. */
export function OperationField({
  field,
  line,
  catalog,
  error,
  onChange,
}: {
  readonly field: FormField;
  readonly line: FormOperation;
  readonly catalog: Catalog | undefined;
  readonly error: string | undefined;
  readonly onChange: (value: string | boolean) => void;
}) {
  const { name, label, kind, placeholder, help } = field;
  const value = textOf(line, name);
  if (kind === "switch") {
    return (
      <Checkbox isSelected={line.values[name] === true} onChange={onChange}>
        {label} {help && <span className="text-xs text-ink-3">{help}</span>}
      </Checkbox>
    );
  }
  if (kind === "choice") {
    const options = (field.options ?? []).map((id) => ({ id, label: id }));
    return (
      <Select
        label={label}
        options={options}
        value={value || (options[0]?.id ?? null)}
        onChange={onChange}
        description={help}
      />
    );
  }
  const offered = offeredBy(field, line, catalog);
  if (offered) {
    return (
      <div className="flex flex-col gap-3">
        <ComboBox
          label={label}
          value={value}
          onChange={onChange}
          options={offered}
          placeholder={placeholder}
          error={error}
        />
        <Suggestions error={error} onPick={onChange} />
      </div>
    );
  }
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      placeholder={placeholder}
      description={help}
      error={error}
      rows={kind === "statement" ? 6 : undefined}
      autoComplete="off"
      mono={kind !== "words"}
    />
  );
}

const offeredTable = (one: Catalog["tables"][number]): ComboOption => ({
  id: tableName(one),
  detail: one.rowEstimate === null ? undefined : `about ${formatPlural(one.rowEstimate, "row")}`,
});

/** Names from the catalog for a field; null where it is not about something that is there. */
function offeredBy(
  field: FormField,
  line: FormOperation,
  catalog: Catalog | undefined,
): ComboOption[] | null {
  const tables = catalog?.tables ?? [];
  const table = tables.find((candidate) => tableName(candidate) === textOf(line, field.of ?? "table"));
  switch (field.kind) {
    case "table":
      return tables.filter(({ kind }) => kind !== "partition").map(offeredTable);
    case "partition":
      return tables
        .filter((one) => one.kind === "partition" && (!table || one.inheritsFrom.includes(tableName(table))))
        .map(offeredTable);
    case "column":
      return (table?.columns ?? []).map((column) => ({ id: column.name, detail: column.type }));
    case "constraint":
      return (table?.constraints ?? []).map((one) => ({ id: one.name, detail: one.type }));
    case "index":
      return tables.flatMap((one) =>
        one.indexes
          .filter((index) => one.constraints.every(({ name }) => name !== index.name))
          .map((index) => ({
            id: tableName({ schema: one.schema, name: index.name }),
            detail: `on ${tableName(one)}`,
          })),
      );
    default:
      return null;
  }
}
