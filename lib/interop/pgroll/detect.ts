import type { Signs } from "../clue";
import { operationsIn } from "./operations";

/** JSON files whose `operations` are pgroll's; those in YAML are not seen. */
export const pgrollSigns: Signs = {
  migrations: (files) =>
    files.filter(({ path, content }) => path.endsWith(".json") && operationsIn(content) !== null),
  mark: "operations of pgroll",
};
