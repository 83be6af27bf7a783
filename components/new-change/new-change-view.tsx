"use client";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useDeferredValue, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Crumbs } from "@/components/ui/crumbs";
import { EmptyState } from "@/components/ui/empty-state";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { PageHeader, Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { ReasonsList } from "@/components/ui/reasons-list";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TextField } from "@/components/ui/text-field";
import { changeKeys, createChange, previewOptions } from "@/lib/client/changes";
import { catalogOptions } from "@/lib/client/environments";
import { ApiProblem, type ProblemText, problemText } from "@/lib/client/problem";
import { useRolePermission } from "@/lib/client/viewer";
import type { Reason } from "@/lib/contracts/common";
import type { Environment } from "@/lib/contracts/environment";
import { type ChangeDraft, suggestedTitle, toFormOperation, toPreviewInput } from "./draft.model";
import { useChangeDraft } from "./use-change-draft";

const PREVIEW_DELAY_MS = 250;

// Fields with suggestions are heavy, and what is typed in them is known to the browser alone: after the first paint.
const Ways = dynamic(() => import("./ways").then((module) => module.Ways), {
  ssr: false,
  loading: () => <SkeletonRows rows={6} rowHeight={64} />,
});
const PlanPreview = dynamic(() => import("./plan-preview").then((module) => module.PlanPreview), {
  ssr: false,
  loading: () => <SkeletonRows rows={6} rowHeight={64} />,
});

/** Describe a change in one of three ways, with the plan beside it. `environments` must not be empty. */
export function NewChangeView({
  environments,
  environmentId,
  sentence,
  sentences,
}: {
  readonly environments: readonly Environment[];
  /** The environment whose catalog is planned against at first. */
  readonly environmentId: string;
  readonly sentence: string | null;
  /** Sentences that are understood, one form of each kind at least. */
  readonly sentences: readonly string[];
}) {
  const router = useRouter();
  const client = useQueryClient();
  const { draft, update, discard, savedAt, restored, aside, bringBack, forgetAside } = useChangeDraft({
    environmentId,
    sentence,
  });
  const permission = useRolePermission("engineer", "make a change; you can look at its plan");
  const environment = environments.find((candidate) => candidate.id === draft.environmentId);
  const catalog = useQuery({ ...catalogOptions(draft.environmentId), enabled: environment !== undefined });
  const preview = usePreview(draft);
  const create = useMutation({
    mutationFn: () => {
      const input = toPreviewInput(draft);
      if (input === null) throw new Error("There is nothing to plan yet");
      const title = draft.title.trim() || suggestedTitle(draft);
      return createChange({ ...input, title, reason: draft.reason.trim() || undefined });
    },
    onSuccess: ({ plan }) => {
      discard();
      void client.invalidateQueries({ queryKey: changeKeys.all });
      router.push(`/plans/${plan.id}`);
    },
  });
  const problem = problemText(preview.error);
  const errors = new Map(problem.errors.map(({ path, message }) => [path, message]));
  const input = toPreviewInput(draft);
  const blockers: Reason[] = [
    ...permission.reasons,
    ...(input === null
      ? [{ code: "input.empty", message: "Say what should change first.", remedy: "fix" as const }]
      : []),
    ...(input !== null && preview.isError && !preview.isFetching
      ? [
          {
            code: "input.invalid",
            message: "There is no plan for this yet: see what is said about it.",
            remedy: "fix" as const,
          },
        ]
      : []),
  ];
  return (
    <>
      <PageHeader
        crumbs={<Crumbs items={[{ label: "Changes", href: "/changes" }]} />}
        title="New change"
        badge={environment && <EnvironmentBadge name={environment.name} tier={environment.tier} />}
        description="Say what you want. The plan appears beside it; nothing touches a database until you run a phase."
        actions={
          <span className="min-w-40 text-right text-[13px] text-ink-3" role="status">
            {savedAt === null ? "" : "Draft saved"}
          </span>
        }
      />
      {restored && (
        <Callout
          tone="info"
          title="Your unfinished change was kept"
          className="mb-5"
          actions={
            <Button size="small" onPress={discard}>
              Start afresh
            </Button>
          }
        />
      )}
      {aside.map((other) => (
        <Callout
          key={JSON.stringify(other)}
          tone="info"
          title={`Kept aside: ${other.title || suggestedTitle(other) || other.reason || "an unfinished change"}`}
          className="mb-5"
          actions={
            <span className="flex flex-wrap gap-2">
              <Button size="small" onPress={() => bringBack(other)}>
                Bring it back
              </Button>
              <Button size="small" tone="quiet" onPress={() => forgetAside(other)}>
                Forget it
              </Button>
            </span>
          }
        />
      ))}
      <div className="grid gap-5 lg:grid-cols-2">
        <Panel title="What should change" className="lg:self-start">
          <form
            className="flex flex-col gap-4"
            onSubmit={(event) => {
              event.preventDefault();
              if (blockers.length === 0 && !create.isPending) create.mutate();
            }}
          >
            <Select
              label="Planned against"
              options={environments.map(({ id, name, tier }) => ({ id, label: name, detail: tier }))}
              value={draft.environmentId}
              onChange={(id) => update({ environmentId: id })}
              description="Normally production: its sizes decide the route. Lower tiers run it first."
            />
            <Ways
              draft={draft}
              update={update}
              catalog={catalog.data}
              errors={errors}
              sentences={sentences}
            />
            <TextField
              label="Title"
              value={draft.title}
              onChange={(title) => update({ title })}
              placeholder={suggestedTitle(draft) || "Rename customers.full_name to name"}
            />
            <TextField
              label="Reason"
              value={draft.reason}
              onChange={(reason) => update({ reason })}
              rows={2}
              description="Approvers and the audit trail see it."
            />
            {create.isError && <ProblemState error={create.error} />}
            <Button
              type="submit"
              tone="primary"
              size="large"
              className="self-start"
              isDisabled={blockers.length > 0}
              isPending={create.isPending || create.isSuccess}
            >
              Make the plan
            </Button>
            <ReasonsList reasons={blockers} label="What is missing" />
          </form>
        </Panel>
        <Panel
          title="The plan"
          className="lg:sticky lg:top-6 lg:max-h-[calc(100dvh-3rem)] lg:self-start lg:overflow-y-auto"
        >
          {preview.isError && input ? (
            isInputProblem(preview.error) ? (
              <NotUnderstood problem={problemText(preview.error)} />
            ) : (
              <ProblemState error={preview.error} onRetry={() => preview.refetch()} />
            )
          ) : preview.data && input ? (
            <>
              {preview.data.questions.map((question) => (
                <Callout
                  key={`${question.table}.${question.column}`}
                  tone="info"
                  announce="status"
                  title={question.message}
                  className="mb-4"
                  actions={
                    <>
                      <Button
                        size="small"
                        onPress={() =>
                          update({
                            way: "form",
                            operations: question.operations.map((one, at) =>
                              toFormOperation(String(at + 1), one),
                            ),
                          })
                        }
                      >
                        It is a rename
                      </Button>
                      <span className="self-center text-[13px] text-ink-2">
                        Else go on: the plan below drops and adds.
                      </span>
                    </>
                  }
                />
              ))}
              <PlanPreview plan={preview.data.plan} isStale={preview.isPlaceholderData} />
            </>
          ) : (
            <EmptyState title={preview.isFetching ? "Planning…" : "Nothing to plan yet"} aspect="caution">
              <p>
                As soon as you have said enough, the phases, the deploys between them, every statement and its
                locks appear here.
              </p>
            </EmptyState>
          )}
        </Panel>
      </div>
    </>
  );
}

const isInputProblem = (error: unknown) => error instanceof ApiProblem && error.status === 422;

/** While somebody types, what is not understood yet is no alarm: it is said quietly, at the field and here. */
function NotUnderstood({ problem }: { readonly problem: ProblemText }) {
  const messages =
    problem.errors.length > 0
      ? problem.errors.map(({ message }) => message)
      : [problem.detail ?? problem.title];
  return (
    <EmptyState title="No plan yet" aspect="caution">
      <ul className="flex flex-col gap-1">
        {messages.map((message) => (
          <li key={message} className="[overflow-wrap:anywhere]">
            {message}
          </li>
        ))}
      </ul>
    </EmptyState>
  );
}

/** Plans what is typed, once typing rests for a moment; keeps showing the last plan meanwhile. */
function usePreview(draft: ChangeDraft) {
  const input = toPreviewInput(draft);
  const text = useDeferredValue(JSON.stringify(input));
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PREVIEW_DELAY_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const wanted: typeof input = JSON.parse(settled);
  return useQuery({
    ...previewOptions(wanted ?? { environmentId: "" }),
    enabled: wanted !== null,
    placeholderData: keepPreviousData,
  });
}
