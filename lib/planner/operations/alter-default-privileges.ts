import {
  alterDefaults,
  type DefaultRight,
  defaultRightsIn,
  defaultRightsSaid,
  heldByDefault,
} from "@/lib/change/default-rights";
import { alterDefaultPrivilegesWords } from "@/lib/change/operations/alter-default-privileges";
import { roleName } from "@/lib/change/rights";
import type { AlterDefaultPrivileges } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { onlyNode } from "@/lib/sql/parse";
import { changedObject } from "../defined-object";
import { finding } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { both, is, not } from "../probe";
import { refuse } from "../refuse";

/** Objects that are there keep their rights: neither way needs a release. No table is locked (observed on 12 to 18). */
export const planAlterDefaultPrivileges: OperationPlanner<AlterDefaultPrivileges> = ({ sql }, context) => {
  const { catalog } = context;
  const node = onlyNode(sql);
  const said = node && defaultRightsSaid(node);
  const rights = said?.ok ? defaultRightsIn(said.value, catalog) : said;
  if (!said?.ok || !rights?.ok) return refuse("sql", "it changes no default rights that are understood");
  if (!catalog.defaultRights) return refuse("sql", "which default rights there are is not known");
  const { grants } = said.value;
  const held = heldByDefault(catalog);
  const changed = rights.value.flatMap((right) => {
    const found = held(right);
    return (found === null) === grants ? [{ right, grantable: found?.grantable ?? false }] : [];
  });
  if (changed.length === 0) return refuse("sql", "that is so already");
  const has = changed.map(({ right }) => is.defaultRight(right));
  const hasNot = has.map(not);
  const title = alterDefaultPrivilegesWords.describe({ kind: "alter-default-privileges", sql });
  return ok(
    changedObject(
      context,
      {
        noun: "default right",
        name: title,
        exists: both(...has),
        findings: [
          finding(
            "info",
            "right.later",
            null,
            `It holds for ${said.value.on} that are made from then on; those that are there keep the rights they have.`,
          ),
        ],
      },
      {
        title,
        statements: [sql],
        done: both(...(grants ? has : hasNot)),
        back: {
          title: grants
            ? "Take back what was granted by default"
            : "Grant by default what was granted before",
          statements: changed.map(({ right, grantable }) =>
            grants ? revoked(right) : `${granted(right)}${grantable ? " WITH GRANT OPTION" : ""}`,
          ),
          done: both(...(grants ? hasNot : has)),
        },
      },
    ),
  );
};

const alter = ({ role, schema }: DefaultRight) => alterDefaults([role], schema === null ? [] : [schema]);
const text = ({ privilege, on }: DefaultRight) => `${privilege} ON ${on.toUpperCase()}`;
const granted = (right: DefaultRight) => `${alter(right)} GRANT ${text(right)} TO ${roleName(right.grantee)}`;
const revoked = (right: DefaultRight) =>
  `${alter(right)} REVOKE ${text(right)} FROM ${roleName(right.grantee)}`;
