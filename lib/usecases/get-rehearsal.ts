import { atLeast } from "../auth/roles";
import type { QueryCompatibility, Rehearsal } from "../contracts/rehearsal";
import { fail, ok, type Result } from "../contracts/result";
import { withoutLiterals } from "../sql/normalise-query";
import { getEnvironment } from "../store/environments";
import { getRehearsal as readRehearsal } from "../store/rehearsals";
import type { Asker } from "./asker";

/**
 * A rehearsal with what it found. Statements that were handed in may hold values, which are personal data: viewers see
 * them without, and everybody does where the environment's policy says so.
 */
export async function getRehearsal({ store, actor }: Asker, id: string): Promise<Result<Rehearsal>> {
  const rehearsal = await readRehearsal(store.db, id);
  if (!rehearsal) return fail({ code: "not-found", message: "There is no such rehearsal." });
  const environment = await getEnvironment(store.db, rehearsal.environmentId);
  const maySeeValues = atLeast(actor.role, "engineer") && !environment?.policy.hideLiterals;
  return ok(maySeeValues ? rehearsal : withoutValues(rehearsal));
}

function withoutValues(rehearsal: Rehearsal): Rehearsal {
  const { report } = rehearsal;
  if (!report) return rehearsal;
  const queries = report.compatibility.queries.map(hideValues);
  const findings = report.findings.map((finding) =>
    finding.code === "query.breaks"
      ? { ...finding, message: "A statement that the app sends breaks before any deploy." }
      : finding,
  );
  return {
    ...rehearsal,
    report: { ...report, findings, compatibility: { ...report.compatibility, queries } },
  };
}

function hideValues(query: QueryCompatibility): QueryCompatibility {
  const sql = withoutLiterals(query.sql);
  // The server's words may quote what was hidden.
  const error =
    query.error !== null && sql !== query.sql ? "Its values are hidden, and so is the error" : query.error;
  return { ...query, sql, error };
}
