import { Cell, Table } from "@/components/ui/table";
import { formatCount } from "@/lib/client/format";
import type { TrafficStats } from "@/lib/contracts/demo";

/** Errors of the app by SQLSTATE, most frequent first. Keeps its height while empty. */
export function ErrorTable({ errors }: { readonly errors: TrafficStats["errors"] }) {
  if (errors.length === 0) {
    return (
      <p className="flex min-h-24 items-center px-4 text-ink-2">
        None. A schema change that the app can live with never shows up here.
      </p>
    );
  }
  return (
    <div className="min-h-24">
      <Table
        label="Errors by SQLSTATE"
        head={[{ label: "SQLSTATE" }, { label: "Last message" }, { label: "Times", align: "right" }]}
      >
        {[...errors]
          .sort((a, b) => b.count - a.count)
          .map((error) => (
            <tr key={error.sqlstate}>
              <Cell className="font-mono text-[13px] font-medium">{error.sqlstate}</Cell>
              <Cell className="text-[13px] text-ink-2 [overflow-wrap:anywhere]">{error.lastMessage}</Cell>
              <Cell align="right">{formatCount(error.count)}</Cell>
            </tr>
          ))}
      </Table>
    </div>
  );
}
