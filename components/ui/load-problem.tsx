"use client";
import { ApiProblem } from "@/lib/client/problem";
import { Crumbs } from "./crumbs";
import { NotFoundState } from "./not-found-state";
import { PageHeader, Panel } from "./panel";
import { ProblemState } from "./problem-state";

/** A page whose subject could not be loaded: a way back where there is none of this id, else what failed. */
export function LoadProblem({
  subject,
  list,
  error,
  onRetry,
}: {
  /** `plan`, as people say it. */
  readonly subject: string;
  /** The page that lists them. */
  readonly list: { readonly label: string; readonly href: string };
  readonly error: unknown;
  readonly onRetry: () => void;
}) {
  const isGone = error instanceof ApiProblem && error.status === 404;
  return (
    <>
      <PageHeader title={`${isGone ? "No such" : "The"} ${subject}`} crumbs={<Crumbs items={[list]} />} />
      {isGone ? (
        <Panel flush>
          <NotFoundState
            what={`no ${subject}`}
            href={list.href}
            label={`To the ${list.label.toLowerCase()}`}
          />
        </Panel>
      ) : (
        <ProblemState error={error} onRetry={onRetry} />
      )}
    </>
  );
}
