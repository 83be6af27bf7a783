import { createdSequence } from "@/lib/change/operations/create-sequence";
import type { CreateSequence, DropSequence } from "@/lib/contracts/operation";
import { parseRelationName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { dropObject, makeObject } from "../defined-object";
import { fitName, INTERLOCK_SCHEMA, shortHash } from "../names";
import { finding } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { inInterlock, is } from "../probe";
import { refuse } from "../refuse";
import { inSearchPath } from "../search-path";

export const planCreateSequence: OperationPlanner<CreateSequence> = ({ sql }, context) => {
  const name = createdSequence(sql);
  if (!name) return refuse("sql", "it creates no sequence");
  return makeObject(context, {
    noun: "sequence",
    name,
    create: inSearchPath(context.catalog, [sql]),
    drop: [`DROP SEQUENCE ${name}`],
    exists: is.sequence(name),
    relations: [name],
    loses: `Which numbers ${name} has given out`,
  });
};

/** Put aside as a table is: its position comes back with it. */
export const planDropSequence: OperationPlanner<DropSequence> = ({ name }, context) => {
  const { catalog } = context;
  const parts = parseRelationName(name);
  const sequence = catalog.sequences.find((one) => one.schema === parts?.schema && one.name === parts.name);
  if (!sequence) return refuse("name", `there is no sequence ${name}`);
  if (sequence.ownedBy) {
    const { relation, column } = sequence.ownedBy;
    return refuse(
      "name",
      `${name} belongs to ${relation}.${quoteIdentifier(column)}: it goes with that column`,
    );
  }
  const called = `'${name.replaceAll("'", "''")}'::regclass`;
  for (const table of catalog.tables) {
    const column = table.columns.find((one) => one.default?.includes(called));
    if (column) {
      return refuse(
        "name",
        `the default of ${relationName(table)}.${quoteIdentifier(column.name)} takes numbers from it: drop that default in a change before this one`,
      );
    }
  }
  const aside = fitName(sequence.name, `_${shortHash(name)}_dropped`);
  const renamed = relationName({ schema: sequence.schema, name: aside });
  return dropObject(context, {
    noun: "sequence",
    name,
    title: `Move the sequence ${name} to ${inInterlock(aside)}, out of the app's reach`,
    exists: is.sequence(name),
    drop: [
      `ALTER SEQUENCE ${name} RENAME TO ${quoteIdentifier(aside)}`,
      `ALTER SEQUENCE ${renamed} SET SCHEMA ${INTERLOCK_SCHEMA}`,
    ],
    again: [
      `ALTER SEQUENCE ${inInterlock(aside)} SET SCHEMA ${quoteIdentifier(sequence.schema)}`,
      `ALTER SEQUENCE ${renamed} RENAME TO ${quoteIdentifier(sequence.name)}`,
    ],
    relations: [name],
    findings: [
      finding(
        "info",
        "sequence.kept",
        name,
        `It stays as ${inInterlock(aside)} until somebody runs DROP SEQUENCE ${inInterlock(aside)}. Until then the change can be taken back without loss.`,
      ),
    ],
  });
};
