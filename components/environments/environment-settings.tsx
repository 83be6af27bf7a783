"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { TextField } from "@/components/ui/text-field";
import { deleteEnvironment, environmentKeys, patchEnvironment } from "@/lib/client/environments";
import { formatBytes, formatDuration } from "@/lib/client/format";
import { fieldError } from "@/lib/client/problem";
import { useIncludesRole } from "@/lib/client/viewer";
import type { Environment } from "@/lib/contracts/environment";
import { BlockerRules } from "./blocker-rules";
import { fromDraft, type RuleDraft, toDraft } from "./blocker-rules.model";
import { ErrorRateFields } from "./error-rate";
import { fromErrorRateDraft, toErrorRateDraft } from "./error-rate.model";
import { POLICY_FIELDS } from "./policy-fields.model";
import { servicesOf } from "./services.model";

/** Name, services, connection and policy. Everybody may read them; an administrator changes them. */
export function EnvironmentSettings({ environment }: { readonly environment: Environment }) {
  const client = useQueryClient();
  const isAdmin = useIncludesRole("admin");
  const save = useMutation({
    mutationFn: (patch: Parameters<typeof patchEnvironment>[1]) => patchEnvironment(environment.id, patch),
    onSuccess: (saved) => {
      client.setQueryData(environmentKeys.detail(environment.id), saved);
      return client.invalidateQueries({ queryKey: environmentKeys.all, exact: true });
    },
  });
  /** Said beside the button that was pressed: the page is longer than a screen. */
  const outcomeOf = (part: keyof Parameters<typeof patchEnvironment>[1]) =>
    save.variables && part in save.variables ? <Outcome saved={save.isSuccess} error={save.error} /> : null;
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      {!isAdmin && (
        <Callout tone="info" title="Only to read">
          Changing an environment needs the role admin.
        </Callout>
      )}
      <PolicyForm
        environment={environment}
        disabled={!isAdmin}
        pending={save.isPending}
        error={save.error}
        outcome={outcomeOf("policy")}
        onSave={save.mutate}
      />
      <BasicsForm
        environment={environment}
        disabled={!isAdmin}
        pending={save.isPending}
        error={save.error}
        outcome={outcomeOf("name")}
        onSave={save.mutate}
      />
      {isAdmin && !environment.demo && <RemovePanel environment={environment} />}
    </div>
  );
}

function Outcome({ saved, error }: { readonly saved: boolean; readonly error: unknown }) {
  if (error) return <ProblemState error={error} />;
  return (
    saved && (
      <Callout tone="ok" announce="status" title="Saved">
        In force for runs that start or go on from now.
      </Callout>
    )
  );
}

interface FormProps {
  readonly environment: Environment;
  readonly disabled: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  /** How the last save of this form went. */
  readonly outcome: React.ReactNode;
  readonly onSave: (patch: Parameters<typeof patchEnvironment>[1]) => void;
}

function PolicyForm({ environment, disabled, pending, error, outcome, onSave }: FormProps) {
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(POLICY_FIELDS.map((field) => [field.name, String(environment.policy[field.name])])),
  );
  const [rules, setRules] = useState<readonly RuleDraft[]>(() =>
    environment.policy.blockerRules.map(toDraft),
  );
  const [hidesLiterals, setHidesLiterals] = useState(environment.policy.hideLiterals);
  const [healthUrl, setHealthUrl] = useState(environment.policy.healthUrl ?? "");
  const [errorRate, setErrorRate] = useState(() => toErrorRateDraft(environment.policy.errorRate));
  const submit = () =>
    onSave({
      policy: {
        hideLiterals: hidesLiterals,
        ...Object.fromEntries(POLICY_FIELDS.map((field) => [field.name, Number(values[field.name])])),
        healthUrl: healthUrl.trim() === "" ? null : healthUrl.trim(),
        errorRate: fromErrorRateDraft(errorRate),
        blockerRules: rules.map(fromDraft),
      },
    });
  return (
    <Panel title="Policy: how runs behave here">
      <Form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
          {POLICY_FIELDS.map((field) => {
            const value = values[field.name] ?? "";
            const readable = isReadBetterOtherwise(field.unit, Number(value))
              ? ` = ${(field.unit === "ms" ? formatDuration : formatBytes)(Number(value))}`
              : "";
            return (
              <TextField
                key={field.name}
                label={`${field.label} (${field.unit}${readable})`}
                description={field.help}
                inputMode="decimal"
                isDisabled={disabled}
                value={value}
                onChange={(next) => setValues((old) => ({ ...old, [field.name]: next }))}
                error={
                  value === "" || Number.isNaN(Number(value))
                    ? "Give a number"
                    : fieldError(error, `policy.${field.name}`)
                }
              />
            );
          })}
        </div>
        <Checkbox isSelected={hidesLiterals} onChange={setHidesLiterals} isDisabled={disabled}>
          Keep and show other sessions' statements without their values
        </Checkbox>
        <TextField
          label="The app's health URL"
          description="A backfill holds while it answers anything but 2xx. Empty: not asked."
          mono
          isDisabled={disabled}
          value={healthUrl}
          onChange={setHealthUrl}
          error={fieldError(error, "policy.healthUrl")}
        />
        <ErrorRateFields draft={errorRate} onChange={setErrorRate} disabled={disabled} error={error} />
        <BlockerRules rules={rules} onChange={setRules} disabled={disabled} error={error} />
        {outcome}
        {!disabled && (
          <div>
            <Button type="submit" tone="primary" isPending={pending}>
              Save the policy
            </Button>
          </div>
        )}
      </Form>
    </Panel>
  );
}

/** From a second and from a kilobyte on, people read the larger unit. */
function isReadBetterOtherwise(unit: string, value: number): boolean {
  return (unit === "ms" || unit === "bytes") && value >= 1000;
}

function BasicsForm({ environment, disabled, pending, error, outcome, onSave }: FormProps) {
  const [name, setName] = useState(environment.name);
  const [services, setServices] = useState(environment.services.join(", "));
  const [connectionString, setConnectionString] = useState("");
  return (
    <Panel title="Name, services and connection">
      <Form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSave({
            name,
            services: servicesOf(services),
            ...(connectionString.trim() ? { connectionString: connectionString.trim() } : {}),
          });
        }}
      >
        <TextField
          label="Name"
          isDisabled={disabled}
          value={name}
          onChange={setName}
          error={fieldError(error, "name")}
        />
        <TextField
          label="Services of the app"
          description="Separated by commas. A deploy counts only when every one of them runs the new version."
          isDisabled={disabled}
          value={services}
          onChange={setServices}
          error={fieldError(error, "services")}
        />
        <TextField
          label="New connection string"
          description="Leave empty to keep the present one. It is never shown again."
          mono
          autoComplete="off"
          isDisabled={disabled}
          value={connectionString}
          onChange={setConnectionString}
          error={fieldError(error, "connectionString")}
        />
        {outcome}
        {!disabled && (
          <div>
            <Button type="submit" isPending={pending}>
              Save
            </Button>
          </div>
        )}
      </Form>
    </Panel>
  );
}

function RemovePanel({ environment }: { readonly environment: Environment }) {
  const client = useQueryClient();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteEnvironment(environment.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: environmentKeys.all });
      router.push("/environments");
    },
  });
  return (
    <Panel title="Remove">
      <p className="mb-3 text-ink-2">
        Interlock forgets this environment. The database itself is not touched, and the audit trail keeps its
        history.
      </p>
      <Button onPress={() => setOpen(true)}>Remove this environment…</Button>
      <ConfirmDialog
        isOpen={open}
        onClose={() => setOpen(false)}
        onConfirm={() => remove.mutate()}
        isPending={remove.isPending}
        title={`Remove ${environment.name}?`}
        verb="Remove it"
        friction={{
          level: "loss",
          losses: [{ what: "Stored connection, and the state of rollouts here", rows: null }],
          object: environment.name,
        }}
      >
        {remove.error && <ProblemState error={remove.error} />}
      </ConfirmDialog>
    </Panel>
  );
}
