"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { Button } from "@/components/ui/button";
import { ProblemState } from "@/components/ui/problem-state";
import { TextField } from "@/components/ui/text-field";
import { fieldError } from "@/lib/client/problem";
import { setUp, signIn } from "@/lib/client/session";

/** First run: makes the administrator with the code that the server printed, and signs in. */
export function SetUp() {
  const [form, setForm] = useState({ code: "", name: "", email: "", password: "" });
  const field = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (value: string) => setForm((old) => ({ ...old, [name]: value })),
    error: fieldError(create.error, name),
    isRequired: true,
  });
  const create = useMutation({
    mutationFn: async () => {
      await setUp(form);
      await signIn(form.email, form.password);
    },
    onSuccess: () => location.assign("/"),
  });
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-[-0.02em]">Set up Interlock</h1>
      <p className="mt-2 text-ink-2">
        Make the first administrator. The one-time code stands in the log of the server, near “set-up”: it
        proves that you run it.
      </p>
      <Form
        className="mt-6 flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextField label="One-time code" autoComplete="one-time-code" mono {...field("code")} />
        <TextField label="Your name" autoComplete="name" {...field("name")} />
        <TextField label="Email" type="email" autoComplete="username" {...field("email")} />
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          description="At least 10 characters."
          {...field("password")}
        />
        {create.error && <ProblemState error={create.error} />}
        <Button type="submit" tone="primary" size="large" isDisabled={create.isPending || create.isSuccess}>
          Make the administrator
        </Button>
      </Form>
    </>
  );
}
