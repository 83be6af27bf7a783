import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { LinkButton } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import type { Environment } from "@/lib/contracts/environment";

const SENTENCE = "Rename customers.full_name to name";

/** What to do on the very first visit. In the demo, a change that is one click away. */
export function FirstSteps({ environments }: { readonly environments: readonly Environment[] }) {
  const demo = environments.some((environment) => environment.demo);
  if (environments.length === 0) {
    return (
      <Panel flush className="mb-5">
        <EmptyState
          aspect="caution"
          title="First, connect a database"
          actions={
            <LinkButton tone="primary" href="/environments/new">
              Connect a database
            </LinkButton>
          }
        >
          Interlock reads its schema, then plans any change in phases that the running app survives.
        </EmptyState>
      </Panel>
    );
  }
  if (!demo) {
    return (
      <Panel flush className="mb-5">
        <EmptyState
          title="Describe the first change"
          actions={
            <LinkButton tone="primary" href="/changes/new">
              New change
            </LinkButton>
          }
        >
          In a sentence, as SQL, or with a form. You see the plan at once; nothing runs until you say so.
        </EmptyState>
      </Panel>
    );
  }
  const href = `/changes/new?sentence=${encodeURIComponent(SENTENCE)}`;
  return (
    <Panel className="mb-5" title="Start here: rename a column that a live app is using">
      <div className="flex flex-wrap items-center gap-x-8 gap-y-5">
        <ol className="flex min-w-0 flex-[1_1_24rem] flex-col gap-2 text-ink-2">
          {[
            "See the plan: expand, backfill, two deploys, contract. Each phase can be run and taken back.",
            "Run it on staging, then production, while the demo's shop keeps writing. Watch its locks and its errors.",
            "Deploy v2 and v3 of the shop, and let Grace approve the last phase, which drops the old name.",
          ].map((step, index) => (
            <li key={step} className="flex gap-3">
              <span className="flex size-6 shrink-0 items-center justify-center rounded-full border border-line-strong text-xs font-semibold text-ink">
                {index + 1}
              </span>
              <span>{step}</span>
            </li>
          ))}
        </ol>
        <Link
          href={href}
          className="group flex min-h-16 flex-[1_1_18rem] items-center gap-4 rounded-panel border-2 border-accent bg-accent-soft px-5 py-4 no-underline hover:bg-hover"
        >
          <span className="min-w-0 flex-1">
            <span className="block text-[13px] text-ink-2">Plan this change</span>
            <span className="block text-base font-semibold text-ink">{SENTENCE}</span>
          </span>
          <ArrowRight
            aria-hidden
            size={20}
            className="text-accent transition-transform group-hover:translate-x-1"
          />
        </Link>
      </div>
    </Panel>
  );
}
