import { NotFoundState } from "@/components/ui/not-found-state";

export default function NotFound() {
  return (
    <main className="mx-auto max-w-2xl p-6">
      <h1 className="sr-only">Not found</h1>
      <NotFoundState href="/" label="Go home" />
    </main>
  );
}
