"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { ActionButton } from "@/components/ui/action-button";
import { ProblemState } from "@/components/ui/problem-state";
import { changeKeys } from "@/lib/client/changes";
import { planAgain, planKeys } from "@/lib/client/plans";
import { useRolePermission } from "@/lib/client/viewer";

/** Makes the plan anew from the schema as it is now, and goes to it. */
export function PlanAgainButton({ planId }: { readonly planId: string }) {
  const router = useRouter();
  const client = useQueryClient();
  const permission = useRolePermission("engineer", "plan");
  const again = useMutation({
    mutationFn: () => planAgain(planId),
    onSuccess: ({ plan }) => {
      void client.invalidateQueries({ queryKey: changeKeys.all });
      void client.invalidateQueries({ queryKey: planKeys.all });
      router.push(`/plans/${plan.id}`);
    },
  });
  return (
    <div className="mt-3 flex flex-col gap-3">
      <ActionButton
        permission={permission}
        tone="secondary"
        isPending={again.isPending || again.isSuccess}
        icon={<RotateCw aria-hidden size={16} />}
        onPress={() => again.mutate()}
      >
        Plan again
      </ActionButton>
      {again.isError && <ProblemState error={again.error} />}
    </div>
  );
}
