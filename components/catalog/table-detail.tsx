import { Badge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Bytes, Count } from "@/components/ui/figure";
import { Cell, Table } from "@/components/ui/table";
import type { Table as CatalogTable } from "@/lib/catalog/model";

/** Columns, indexes, constraints and triggers of one table. */
export function TableDetail({
  table,
  environmentId,
}: {
  readonly table: CatalogTable;
  readonly environmentId: string;
}) {
  const start = new URLSearchParams({ env: environmentId, table: `${table.schema}.${table.name}` });
  return (
    <div className="flex flex-col gap-4 border-t border-line bg-sunken px-4 py-4 sm:pl-10">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-[13px] text-ink-2">
          {table.comment ?? "No comment"} · owner <code>{table.owner}</code>
        </p>
        <LinkButton href={`/changes/new?${start}`} size="small">
          Change this table
        </LinkButton>
      </div>
      <div className="overflow-hidden rounded-control border border-line bg-panel">
        <Table
          label={`Columns of ${table.name}`}
          head={[
            { label: "Column" },
            { label: "Type" },
            { label: "Default" },
            { label: "Null", align: "right" },
          ]}
        >
          {table.columns.map((column) => (
            <tr key={column.name}>
              <Cell className="font-mono text-[13px] font-medium">{column.name}</Cell>
              <Cell className="font-mono text-[13px]">{column.type}</Cell>
              <Cell className="max-w-64 truncate font-mono text-[13px] text-ink-2">
                {column.generated?.expression ??
                  column.default ??
                  (column.identity ? `identity, ${column.identity}` : "")}
              </Cell>
              <Cell className="text-right">
                {column.notNull ? (
                  <Badge>not null</Badge>
                ) : (
                  <span className="text-xs text-ink-3">nullable</span>
                )}
              </Cell>
            </tr>
          ))}
        </Table>
      </div>
      {table.indexes.length > 0 && (
        <div className="overflow-hidden rounded-control border border-line bg-panel">
          <Table
            label={`Indexes of ${table.name}`}
            head={[
              { label: "Index" },
              { label: "Definition" },
              { label: "Size", align: "right" },
              { label: "Scans", align: "right" },
            ]}
          >
            {table.indexes.map((index) => (
              <tr key={index.name}>
                <Cell className="font-mono text-[13px] font-medium">
                  {index.name} {!index.valid && <Badge tone="bad">invalid</Badge>}
                </Cell>
                <Cell className="max-w-96 truncate font-mono text-[13px] text-ink-2">
                  {index.definition.replace(/^CREATE (UNIQUE )?INDEX .*? USING /, "$1")}
                </Cell>
                <Cell align="right">
                  <Bytes value={index.bytes} />
                </Cell>
                <Cell align="right">
                  <Count value={index.scans} short />
                </Cell>
              </tr>
            ))}
          </Table>
        </div>
      )}
      {(table.constraints.length > 0 || table.triggers.length > 0) && (
        <ul className="flex flex-col gap-1 font-mono text-[13px] text-ink-2">
          {table.constraints
            .filter((constraint) => constraint.type !== "not null")
            .map((constraint) => (
              <li key={constraint.name} className="[overflow-wrap:anywhere]">
                <span className="font-medium text-ink">{constraint.name}</span> {constraint.definition}
                {!constraint.validated && " (not validated)"}
              </li>
            ))}
          {table.triggers.map((trigger) => (
            <li key={trigger.name} className="[overflow-wrap:anywhere]">
              <span className="font-medium text-ink">{trigger.name}</span> {trigger.definition}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
