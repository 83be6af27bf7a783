import { StepFailed } from "./interruption";
import type { TargetSession } from "./session";

export type ProbeAnswer = "absent" | "partial" | "unchanged" | "done";

const ANSWERS: readonly unknown[] = ["absent", "partial", "unchanged", "done"] satisfies ProbeAnswer[];

/** Asks the catalog, not our notes, how far an action is. Throws StepFailed where the answer is not one of the four. */
export async function probe(session: TargetSession, sql: string): Promise<ProbeAnswer> {
  const { rows } = await session.client.query<[unknown]>({ text: sql, rowMode: "array" });
  const answer = rows[0]?.[0];
  if (rows.length === 1 && ANSWERS.includes(answer)) return answer as ProbeAnswer;
  throw new StepFailed(
    "step.bad-probe",
    `The probe must answer absent, partial, unchanged or done; it answered ${answer}.`,
  );
}
