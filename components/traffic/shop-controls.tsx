"use client";
import { useMutation } from "@tanstack/react-query";
import { Bomb, Rocket, Square } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Menu } from "@/components/ui/menu";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { Elapsed } from "@/components/ui/time";
import { deployDemo, misbehave } from "@/lib/client/demo";
import { useIncludesRole } from "@/lib/client/viewer";
import { DEMO_VERSIONS, MISBEHAVIOURS } from "@/lib/contracts/constants";
import type { DemoVersion, Misbehaviour, TrafficStats } from "@/lib/contracts/demo";
import type { Environment } from "@/lib/contracts/environment";

const VERSION_NOTE: Record<DemoVersion, string> = {
  v1: "knows only the old name",
  v2: "reads and writes the new name",
  v3: "has forgotten the old name",
};

const MISBEHAVIOUR_TEXT: Record<Misbehaviour, { readonly label: string; readonly detail: string }> = {
  "long-transaction": {
    label: "A long transaction",
    detail: "A report reads for a minute and holds its locks",
  },
  "idle-in-transaction": { label: "Idle in transaction", detail: "Somebody went to lunch without a commit" },
  "lock-storm": { label: "A lock storm", detail: "Many short locks on the same table" },
  "old-cron-worker": { label: "A forgotten old worker", detail: "A cron job of v1 that nobody deployed" },
};

/** Deploys the demo's shop, and makes it misbehave on purpose. */
export function ShopControls({
  environment,
  stats,
}: {
  readonly environment: Environment;
  readonly stats: TrafficStats;
}) {
  const canAct = useIncludesRole("engineer");
  const deploy = useMutation({
    mutationFn: (version: DemoVersion) => deployDemo({ environmentId: environment.id, version }),
  });
  const trouble = useMutation({
    mutationFn: (input: { kind: Misbehaviour; stop: boolean }) =>
      misbehave({ environmentId: environment.id, durationMs: 60_000, ...input }),
  });
  return (
    <>
      <Panel title="Deploy the shop">
        <div className="flex flex-col gap-2">
          {DEMO_VERSIONS.map((version) => (
            <Button
              key={version}
              onPress={() => deploy.mutate(version)}
              isDisabled={!canAct}
              isPending={deploy.isPending && deploy.variables === version}
              icon={<Rocket aria-hidden size={15} />}
              className="h-auto justify-start py-1.5 text-left"
            >
              <span>
                Deploy {version}
                <span className="block text-xs font-normal text-ink-3">{VERSION_NOTE[version]}</span>
              </span>
            </Button>
          ))}
        </div>
        {!canAct && <p className="mt-2 text-[13px] text-ink-3">Deploying needs the role engineer.</p>}
        {deploy.error && (
          <div className="mt-3">
            <ProblemState error={deploy.error} />
          </div>
        )}
        <p className="mt-3 text-[13px] text-ink-3">
          A rolling deploy of every service, recorded as a CI would record it. Nobody checks first whether the
          database is ready for it: deploy too early and the errors show it.
        </p>
      </Panel>
      <Panel
        title="Misbehave"
        actions={
          <Menu
            label="Make the shop misbehave"
            trigger={
              <Button size="small" isDisabled={!canAct} icon={<Bomb aria-hidden size={14} />}>
                Cause trouble…
              </Button>
            }
            items={MISBEHAVIOURS.map((kind) => ({ id: kind, ...MISBEHAVIOUR_TEXT[kind] }))}
            onAction={(id) => trouble.mutate({ kind: id as Misbehaviour, stop: false })}
          />
        }
      >
        <div className="flex min-h-16 flex-col gap-2">
          {stats.misbehaving.length === 0 && (
            <p className="text-[13px] text-ink-3">
              Everybody behaves. Cause trouble and watch the locks, or a run that waits for it to pass.
            </p>
          )}
          {stats.misbehaving.map((item) => (
            <Callout
              key={item.kind}
              tone="warn"
              title={MISBEHAVIOUR_TEXT[item.kind].label}
              actions={
                <Button
                  size="small"
                  isDisabled={!canAct}
                  icon={<Square aria-hidden size={13} />}
                  onPress={() => trouble.mutate({ kind: item.kind, stop: true })}
                >
                  Stop it
                </Button>
              }
            >
              <span className="text-[13px]">
                {item.note} · for <Elapsed since={item.since} />
              </span>
            </Callout>
          ))}
          {trouble.error && <ProblemState error={trouble.error} />}
        </div>
      </Panel>
    </>
  );
}
