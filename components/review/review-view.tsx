"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { cx } from "@/components/ui/cx";
import { EmptyState } from "@/components/ui/empty-state";
import { Headline } from "@/components/ui/headline";
import { PageHeader, Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { toastError } from "@/components/ui/toast";
import { environmentsOptions } from "@/lib/client/environments";
import { reviewOptions } from "@/lib/client/reviews";
import type { RepositoryFile } from "@/lib/contracts/interop";
import { FactsFrom } from "./facts-from";
import { ImportView, type OpenedMigrations } from "./import-view";
import { MadeSafe } from "./made-safe";
import { MakeSafeButton } from "./make-safe-button";
import { marksOf, statementAtLine, verdictOf } from "./marks.model";
import { DropZone, OpenFiles } from "./open-files";
import { openedAs } from "./repository.model";
import { SqlEditor, type SqlEditorHandle } from "./sql-editor";
import { StatementCard } from "./statement-card";
import { type ReviewDraft, useReviewDraft } from "./use-review-draft";

const REVIEW_DELAY_MS = 300;
/** How often migrations were opened on this page: answers are kept by it. */
let openings = 0;
const EXAMPLE = `ALTER TABLE customers ADD COLUMN loyalty_id uuid NOT NULL DEFAULT gen_random_uuid();
CREATE INDEX customers_loyalty_id_idx ON customers (loyalty_id);
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id);
`;

/** Paste or drop SQL: each statement with its locks and what is unsafe, and the same change as a phased plan. */
export function ReviewView({ wantedEnvironment }: { readonly wantedEnvironment: string | null }) {
  const { draft, update } = useReviewDraft();
  // After the stored draft, which is read in an effect too.
  useEffect(() => {
    if (wantedEnvironment !== null) update({ environmentId: wantedEnvironment });
  }, [wantedEnvironment, update]);
  const environments = useQuery(environmentsOptions());
  const review = useReview(draft);
  const editor = useRef<SqlEditorHandle>(null);
  const choice = useRef<HTMLButtonElement>(null);
  const [line, setLine] = useState(1);
  const [isMadeSafe, setMadeSafe] = useState(false);
  const [opened, setOpened] = useState<OpenedMigrations | null>(null);
  const file = draft.sql.trim() === "" ? undefined : review.data?.files[0];
  const marks = useMemo(() => (file ? marksOf(file) : []), [file]);
  const verdict = file && verdictOf(file);
  const current = file ? statementAtLine(file, line) : null;
  const known = environments.data?.items ?? [];
  const environmentId = known.some(({ id }) => id === draft.environmentId) ? draft.environmentId : null;
  const header = (
    <PageHeader
      title="Review SQL"
      description="What each statement does to everybody else: locks, rewrites, scans, and what is unsafe. Nothing is run."
    />
  );
  if (opened) {
    return (
      <>
        {header}
        <DropZone onFiles={open}>
          <ImportView
            key={opened.key}
            opened={opened}
            environments={known}
            environmentId={environmentId}
            pgVersion={draft.pgVersion}
            update={update}
            onFiles={open}
            onClose={() => setOpened(null)}
          />
        </DropZone>
      </>
    );
  }
  return (
    <>
      {header}
      {verdict ? (
        <Headline
          tone={verdict.tone}
          text={verdict.text}
          action={
            file?.error ? undefined : (
              <MakeSafeButton
                environmentId={environmentId}
                choice={choice}
                onPress={() => setMadeSafe(true)}
              />
            )
          }
        />
      ) : (
        <Headline tone="ready" text="Paste a migration, or drop your migrations folder here" />
      )}
      <div className="grid gap-5 lg:grid-cols-2">
        <Panel
          title="SQL"
          className="lg:sticky lg:top-6 lg:self-start"
          actions={<OpenFiles onFiles={open} />}
        >
          <DropZone onFiles={open}>
            <SqlEditor ref={editor} value={draft.sql} onChange={setText} onLine={setLine} marks={marks} />
          </DropZone>
          <div className="mt-4">
            <FactsFrom
              choice={choice}
              environments={known}
              environmentId={environmentId}
              pgVersion={draft.pgVersion}
              update={update}
            />
          </div>
          <div className="mt-3">
            <Checkbox
              isSelected={draft.inTransaction}
              onChange={(inTransaction) => update({ inTransaction })}
            >
              The tool wraps the file in one transaction
            </Checkbox>
          </div>
        </Panel>
        <div className="min-w-0">
          <Panel title="Statements" flush>
            {review.isError ? (
              <div className="p-4">
                <ProblemState error={review.error} onRetry={() => review.refetch()} />
              </div>
            ) : file && !file.error ? (
              <ul className={cx("transition-opacity", review.isPlaceholderData && "opacity-60")}>
                {file.statements.map((statement) => (
                  <StatementCard
                    key={statement.index}
                    statement={statement}
                    isCurrent={statement.index === current}
                    onShow={() => editor.current?.showLine(statement.line)}
                  />
                ))}
              </ul>
            ) : (
              <div className="p-4">
                <EmptyState
                  title={
                    file?.error
                      ? "It does not parse"
                      : review.isFetching
                        ? "Looking…"
                        : "Nothing to review yet"
                  }
                  aspect="caution"
                  actions={
                    file?.error ? (
                      <Button onPress={() => editor.current?.showLine(file.error?.line ?? 1)}>
                        Go to line {file.error.line}
                      </Button>
                    ) : (
                      <Button onPress={() => setText(EXAMPLE)}>Try an example</Button>
                    )
                  }
                >
                  {file?.error
                    ? `Line ${file.error.line}, column ${file.error.column}: ${file.error.message}`
                    : "Every statement appears here with its locks, in the words of who has to wait."}
                </EmptyState>
              </div>
            )}
          </Panel>
          {isMadeSafe && file && !file.error && environmentId !== null && (
            <MadeSafe environmentId={environmentId} sql={draft.sql} />
          )}
        </div>
      </div>
    </>
  );

  function open(files: readonly RepositoryFile[]): void {
    const what = openedAs(files);
    if (what.kind === "nothing") void toastError("There are no migrations or SQL files in there");
    else if (what.kind === "migrations") {
      openings += 1;
      setOpened({ key: String(openings), files: what.files });
    } else {
      setOpened(null);
      setText(what.text);
    }
  }

  function setText(sql: string): void {
    setMadeSafe(false);
    update({ sql });
  }
}

/** Reviews what is typed, once typing rests for a moment; keeps showing the last answer meanwhile. */
function useReview({ sql, environmentId, pgVersion, inTransaction }: ReviewDraft) {
  const text = JSON.stringify({ sql, environmentId, pgVersion, inTransaction });
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), REVIEW_DELAY_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const wanted = JSON.parse(settled) as ReviewDraft;
  return useQuery({
    ...reviewOptions({
      sql: wanted.sql,
      inTransaction: wanted.inTransaction,
      ...(wanted.environmentId === null
        ? { pgVersion: wanted.pgVersion }
        : { environmentId: wanted.environmentId }),
    }),
    enabled: wanted.sql.trim() !== "",
    placeholderData: keepPreviousData,
  });
}
