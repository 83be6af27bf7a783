"use client";
import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { fieldError } from "@/lib/client/problem";
import { BLOCKER_DEEDS } from "@/lib/contracts/constants";
import { DEED_WORDS, NEW_RULE, type RuleDraft } from "./blocker-rules.model";

const DEEDS = BLOCKER_DEEDS.map((id) => ({ id, label: DEED_WORDS[id] }));

/** What a run does about sessions in its way, in the order in which the rules are tried. */
export function BlockerRules({
  rules,
  onChange,
  disabled,
  error,
}: {
  readonly rules: readonly RuleDraft[];
  readonly onChange: (rules: readonly RuleDraft[]) => void;
  readonly disabled: boolean;
  readonly error: unknown;
}) {
  const patch = (key: string, part: Partial<RuleDraft>) =>
    onChange(rules.map((rule) => (rule.key === key ? { ...rule, ...part } : rule)));
  return (
    <fieldset className="border-t border-line pt-4">
      <legend className="sr-only">Sessions in the way</legend>
      <p className="font-medium">Sessions in the way</p>
      <p className="mt-0.5 text-[13px] text-ink-2">
        Where no rule fits, a run waits outside the queue and asks when its time is up. The first rule that
        fits decides; * stands for any text.
      </p>
      <ol className="mt-3 flex flex-col gap-4">
        {rules.map((rule, at) => (
          <li
            key={rule.key}
            className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_1.1fr_7rem_auto]"
          >
            <TextField
              label="Application"
              mono
              isDisabled={disabled}
              value={rule.applicationName}
              onChange={(applicationName) => patch(rule.key, { applicationName })}
              error={
                rule.applicationName.trim() === "" && rule.user.trim() === ""
                  ? "Give an application or a user"
                  : fieldError(error, `policy.blockerRules.${at}.applicationName`)
              }
            />
            <TextField
              label="User"
              mono
              isDisabled={disabled}
              value={rule.user}
              onChange={(user) => patch(rule.key, { user })}
              error={fieldError(error, `policy.blockerRules.${at}.user`)}
            />
            <Select
              label="Then"
              options={DEEDS}
              value={rule.deed}
              isDisabled={disabled}
              onChange={(deed) => patch(rule.key, { deed })}
            />
            <TextField
              label="After (s)"
              inputMode="decimal"
              isDisabled={disabled || rule.deed === "wait"}
              value={rule.afterSeconds}
              onChange={(afterSeconds) => patch(rule.key, { afterSeconds })}
              error={
                rule.afterSeconds === "" || Number.isNaN(Number(rule.afterSeconds))
                  ? "Give a number"
                  : fieldError(error, `policy.blockerRules.${at}.afterMs`)
              }
            />
            {!disabled && (
              <Button
                className="self-end"
                aria-label={`Remove rule ${at + 1}`}
                icon={<Trash2 aria-hidden size={15} />}
                onPress={() => onChange(rules.filter(({ key }) => key !== rule.key))}
              >
                Remove
              </Button>
            )}
          </li>
        ))}
      </ol>
      {!disabled && (
        <Button
          className="mt-3"
          icon={<Plus aria-hidden size={15} />}
          onPress={() => onChange([...rules, { ...NEW_RULE, key: `new-${Date.now()}` }])}
        >
          Add a rule
        </Button>
      )}
    </fieldset>
  );
}
