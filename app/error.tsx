"use client";
import { ProblemState } from "@/components/ui/problem-state";

export default function ErrorPage({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <main className="mx-auto max-w-2xl p-6">
      <h1 className="mb-4 text-xl font-semibold">This page could not be shown</h1>
      <ProblemState error={error} onRetry={reset} />
    </main>
  );
}
