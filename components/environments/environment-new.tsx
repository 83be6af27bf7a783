"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { Button, LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { Crumbs } from "@/components/ui/crumbs";
import { PageHeader, Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { checkEnvironment, createEnvironment, environmentKeys } from "@/lib/client/environments";
import { fieldError } from "@/lib/client/problem";
import { useIncludesRole } from "@/lib/client/viewer";
import { TIERS } from "@/lib/contracts/constants";
import type { Environment, EnvironmentCheck, Tier } from "@/lib/contracts/environment";
import { CheckItems } from "./check-items";
import { servicesOf } from "./services.model";

const TIER_OPTIONS = TIERS.map((tier) => ({
  id: tier,
  label: tier.charAt(0).toUpperCase() + tier.slice(1),
  detail: {
    development: "Phases go here first.",
    staging: "Before production, after development.",
    production: "Only after every lower tier.",
  }[tier],
}));

/** Connect, then test: the environment is stored first, so that a failed test can be mended and repeated. */
export function EnvironmentNew() {
  const client = useQueryClient();
  const router = useRouter();
  const isAdmin = useIncludesRole("admin");
  const [name, setName] = useState("");
  const [tier, setTier] = useState<Tier>("staging");
  const [connectionString, setConnectionString] = useState("");
  const [isShown, setShown] = useState(false);
  const [services, setServices] = useState("app");
  const [made, setMade] = useState<Environment | null>(null);

  const test = useMutation({
    mutationFn: (id: string): Promise<EnvironmentCheck> => checkEnvironment(id),
    onSettled: () => client.invalidateQueries({ queryKey: environmentKeys.all }),
  });
  const create = useMutation({
    mutationFn: () => createEnvironment({ name, tier, connectionString, services: servicesOf(services) }),
    onSuccess: (environment) => {
      setMade(environment);
      test.mutate(environment.id);
    },
  });

  return (
    <div className="max-w-3xl">
      <PageHeader
        title="Connect a database"
        crumbs={<Crumbs items={[{ label: "Environments", href: "/environments" }]} />}
        description="Any Postgres from 13 on, hosted anywhere. Nothing is changed until somebody starts a phase."
      />
      {!isAdmin && (
        <Callout tone="warn" title="An administrator connects databases" className="mb-4">
          You can look at the form, but only somebody with the role admin can save it.
        </Callout>
      )}
      <Panel>
        <Form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label="Name"
              isRequired
              isDisabled={made !== null}
              value={name}
              onChange={setName}
              description="As the team says it: shop production."
              error={fieldError(create.error, "name")}
            />
            <Select
              label="Tier"
              options={TIER_OPTIONS}
              value={tier}
              onChange={setTier}
              isDisabled={made !== null}
              description={TIER_OPTIONS.find((option) => option.id === tier)?.detail}
            />
          </div>
          <TextField
            label="Connection string"
            isRequired
            isDisabled={made !== null}
            mono
            autoComplete="off"
            placeholder="postgres://interlock:…@db.example.com:5432/shop?sslmode=verify-full"
            description="Encrypted before it is stored; the password is never sent to a browser again. Use a direct connection, not a transaction pooler."
            value={connectionString}
            onChange={setConnectionString}
            type={isShown ? "text" : "password"}
            error={fieldError(create.error, "connectionString")}
          />
          <Checkbox isSelected={isShown} onChange={setShown}>
            Show what is typed: it holds a password
          </Checkbox>
          <TextField
            label="Services of the app"
            isDisabled={made !== null}
            value={services}
            onChange={setServices}
            description="Separated by commas. A deploy counts only when every one of them runs the new version."
            error={fieldError(create.error, "services")}
          />
          {create.error && <ProblemState error={create.error} />}
          {made === null && (
            <div>
              <Button
                type="submit"
                tone="primary"
                size="large"
                isDisabled={!isAdmin}
                isPending={create.isPending}
              >
                Save and test
              </Button>
            </div>
          )}
        </Form>
      </Panel>
      {made && (
        <Panel
          title={test.isPending ? "Testing the connection…" : "Connection test"}
          flush
          className="mt-5"
          actions={
            <>
              <Button isPending={test.isPending} onPress={() => test.mutate(made.id)}>
                Test again
              </Button>
              <Button tone="primary" onPress={() => router.push(`/environments/${made.id}`)}>
                Open {made.name}
              </Button>
            </>
          }
        >
          {test.error && (
            <div className="p-4">
              <ProblemState error={test.error} onRetry={() => test.mutate(made.id)} />
              <p className="mt-3 text-ink-2">
                The environment is saved. Mend the connection string in its{" "}
                <Link className="prose-link" href={`/environments/${made.id}?tab=settings`}>
                  settings
                </Link>
                .
              </p>
            </div>
          )}
          {test.data && (
            <div role="status">
              <div className="p-4 pb-0">
                <Callout
                  tone={test.data.ok ? "ok" : "bad"}
                  title={test.data.ok ? "Ready for changes" : "Not ready yet"}
                >
                  {test.data.serverVersion && `Postgres ${test.data.serverVersion}. `}
                  {!test.data.ok && "Mend what is marked as a problem, then test again."}
                </Callout>
              </div>
              <CheckItems items={test.data.items} />
            </div>
          )}
          {test.isPending && <p className="p-4 text-ink-3">Connecting, reading versions, trying rights…</p>}
        </Panel>
      )}
      {!made && (
        <p className="mt-4 text-[13px] text-ink-3">
          Not ready to connect one?{" "}
          <LinkButton href="/changes/new" tone="quiet" size="small">
            Try a change on the demo
          </LinkButton>
        </p>
      )}
    </div>
  );
}
