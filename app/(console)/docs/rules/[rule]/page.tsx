import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireViewer } from "@/app/_server/viewer";
import { Crumbs } from "@/components/ui/crumbs";
import { PageHeader, Panel } from "@/components/ui/panel";
import { RuleId } from "@/lib/contracts/review";
import { Markdown } from "./markdown";

interface Props {
  readonly params: Promise<{ rule: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).rule };
}

/** A rule's page of docs/rules. Only names of rules are looked for: nothing else of the disk can be asked for. */
export default async function RulePage({ params }: Props) {
  const rule = RuleId.safeParse((await params).rule);
  await requireViewer();
  if (!rule.success) notFound();
  const text = await readFile(join(process.cwd(), "docs", "rules", `${rule.data}.md`), "utf8");
  return (
    <>
      <PageHeader title={rule.data} crumbs={<Crumbs items={[{ label: "Review SQL", href: "/review" }]} />} />
      <Panel>
        <Markdown text={text} />
      </Panel>
    </>
  );
}
