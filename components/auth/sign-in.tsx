"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { LogIn } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { Button } from "@/components/ui/button";
import { ProblemState } from "@/components/ui/problem-state";
import { TextField } from "@/components/ui/text-field";
import { sessionOptions, signIn, signInToDemo } from "@/lib/client/session";
import type { SessionInfo } from "@/lib/contracts/session";

/** Password sign-in and, in a demo on this machine, one click per person. `next` is a path of this site. */
export function SignIn({ next, initial }: { readonly next: string; readonly initial: SessionInfo | null }) {
  const session = useQuery({ ...sessionOptions(), initialData: initial ?? undefined });
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  // A full load, so that the server renders for the new person and nothing of the last one stays.
  const enter = () => location.assign(next);
  const byPassword = useMutation({ mutationFn: () => signIn(email, password), onSuccess: enter });
  const byDemo = useMutation({ mutationFn: signInToDemo, onSuccess: enter });
  const demo = session.data?.demo;
  const pending = byPassword.isPending || byDemo.isPending || byPassword.isSuccess || byDemo.isSuccess;

  return (
    <>
      <h1 className="text-2xl font-semibold tracking-[-0.02em]">Sign in</h1>
      {demo?.available && (
        <section
          aria-labelledby="demo-title"
          className="mt-5 rounded-panel border border-line bg-panel p-4 shadow-panel"
        >
          <h2 id="demo-title" className="font-semibold">
            This is a demo
          </h2>
          <p className="mt-1 text-[13px] text-ink-2">
            Practice databases on this machine. Ada writes changes; Grace approves what destroys data, because
            nobody approves their own.
          </p>
          <div className="mt-3 flex flex-col gap-2">
            {demo.people.map((person, index) => (
              <Button
                key={person.person}
                size="large"
                tone={index === 0 ? "primary" : "secondary"}
                isDisabled={pending}
                onPress={() => byDemo.mutate(person.person)}
              >
                Continue as {person.name} ({person.role})
              </Button>
            ))}
          </div>
          {byDemo.error && (
            <div className="mt-3">
              <ProblemState error={byDemo.error} />
            </div>
          )}
        </section>
      )}
      {session.data?.setupNeeded && (
        <p className="mt-5 text-ink-2">
          No administrator exists yet.{" "}
          <Link href="/set-up" className="prose-link">
            Set up Interlock
          </Link>
        </p>
      )}
      <Form
        className="mt-6 flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          byPassword.mutate();
        }}
      >
        <TextField
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          isRequired
          value={email}
          onChange={setEmail}
        />
        <TextField
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          isRequired
          value={password}
          onChange={setPassword}
        />
        {byPassword.error && <ProblemState error={byPassword.error} />}
        <Button
          type="submit"
          size="large"
          tone={demo?.available ? "secondary" : "primary"}
          isDisabled={pending}
          icon={<LogIn aria-hidden size={16} />}
        >
          Sign in
        </Button>
      </Form>
    </>
  );
}
