import type { Metadata } from "next";
import { requireViewer } from "@/app/_server/viewer";
import { NewChange } from "@/components/new-change/new-change";
import { ALL_OPERATION_WORDS } from "@/lib/change/registry";

export const metadata: Metadata = { title: "New change" };

export default async function NewChangePage({
  searchParams,
}: {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const search = await searchParams;
  const text = (name: string) => (typeof search[name] === "string" ? search[name] : null);
  await requireViewer();
  const sentences = ALL_OPERATION_WORDS.flatMap(({ examples }) => examples);
  return <NewChange environmentId={text("env")} sentence={text("sentence")} sentences={sentences} />;
}
