import { type Rule, subcommands } from "../rule";

/** VALIDATE in the transaction (or ALTER TABLE) that added it, or together with a stronger sub-command. */
export const validateConstraintSameTransaction: Rule = {
  level: "error",
  tier: "core",
  help: "Separate transactions and separate statements.",
  on: ["AT_ValidateConstraint"],
  check: (one) =>
    subcommands(one, "AT_ValidateConstraint")
      .filter(
        ({ relation, cmd }) =>
          one.transaction.isUnvalidated(`${relation}.${cmd.name}`) ||
          ["AccessExclusiveLock", "ShareRowExclusiveLock"].includes(
            one.facts.locks.find((lock) => lock.relation === relation)?.mode ?? "",
          ),
      )
      .map(({ relation, cmd }) => ({
        relation,
        message: `${cmd.name} is validated under the strong lock that is held already.`,
      })),
};
