import type { ColumnRow } from "./columns";
import type { ConstraintRow } from "./constraints";
import type { DependencyRow } from "./dependencies";
import type { FunctionRow } from "./functions";
import type { IndexRow } from "./indexes";
import type { OtherObjectRow } from "./other-objects";
import type { ServerRow } from "./server";
import type { TablePartRow } from "./table-parts";
import type { TableRow } from "./tables";
import type { UsableNameRow } from "./usable-names";

/** All that is read of a database, as it comes. */
export interface CatalogRows {
  readonly server: ServerRow;
  readonly tables: readonly TableRow[];
  readonly columns: readonly ColumnRow[];
  readonly constraints: readonly ConstraintRow[];
  readonly indexes: readonly IndexRow[];
  readonly dependencies: readonly DependencyRow[];
  readonly parts: readonly TablePartRow[];
  readonly others: readonly OtherObjectRow[];
  readonly functions: readonly FunctionRow[];
  readonly usable: readonly UsableNameRow[];
}
