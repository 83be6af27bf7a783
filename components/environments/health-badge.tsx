import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { EnvironmentCheck } from "@/lib/contracts/environment";
import { healthOf } from "./health.model";

const ICONS = { ok: CircleCheck, warn: TriangleAlert, bad: CircleAlert, neutral: CircleDashed } as const;

export function HealthBadge({ check }: { readonly check: EnvironmentCheck | null }) {
  const health = healthOf(check);
  const Icon = ICONS[health.tone];
  return (
    <Badge tone={health.tone} title={health.detail}>
      <Icon aria-hidden size={13} />
      {health.word}
    </Badge>
  );
}
