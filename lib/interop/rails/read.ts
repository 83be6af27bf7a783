import { readRuby } from "../code/ruby";
import { numberIn, sortedBy } from "../source-migration";
import type { SourceRules } from "../source-rules";

/** The digits of the name; in a transaction unless `disable_ddl_transaction!`. */
export const railsRules: SourceRules = {
  read: (migrations) =>
    sortedBy(migrations, ({ path }) => numberIn(path)).map(({ path, content }) => ({
      name: numberIn(path).toString(),
      path,
      ...readRuby(content, !/^\s*disable_ddl_transaction!/m.test(content)),
    })),
};
