import type { Page } from "../contracts/common";
import { fail, ok, type Result } from "../contracts/result";
import type { Run } from "../contracts/run";
import { type RunFilter, getRun as readRun, listRuns as readRuns } from "../store/runs";
import type { Asker } from "./asker";

export async function getRun({ store }: Asker, id: string): Promise<Result<Run>> {
  const run = await readRun(store, id);
  return run ? ok(run) : fail({ code: "not-found", message: "There is no such run." });
}

export async function listRuns({ store }: Asker, filter: RunFilter): Promise<Result<Page<Run>>> {
  return ok(await readRuns(store.db, filter));
}
