"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { TextField } from "@/components/ui/text-field";
import { changePassword } from "@/lib/client/session";

const EMPTY = { current: "", next: "" };

/** One's own password, changed by who knows the old one. */
export function OwnPassword() {
  const [form, setForm] = useState(EMPTY);
  const change = useMutation({
    mutationFn: () => changePassword(form.current, form.next),
    onSuccess: () => setForm(EMPTY),
  });
  const field = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (value: string) => setForm((old) => ({ ...old, [name]: value })),
    type: "password",
    className: "w-64 max-w-full",
    isRequired: true,
  });
  return (
    <Panel title="Your password">
      <Form
        className="flex flex-col items-start gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <TextField label="Password now" autoComplete="current-password" {...field("current")} />
        <TextField
          label="New password"
          autoComplete="new-password"
          description="At least 10 characters."
          {...field("next")}
        />
        {change.isSuccess && (
          <Callout tone="ok" announce="status" title="The password is changed">
            You are signed out everywhere but here.
          </Callout>
        )}
        {change.error && <ProblemState error={change.error} />}
        <Button
          type="submit"
          isDisabled={form.current === "" || form.next === ""}
          isPending={change.isPending}
        >
          Change the password
        </Button>
      </Form>
    </Panel>
  );
}
