import { MigrationError } from "../store/migrate";
import { StartError } from "./config";

/** What ended a process, for its last lines: one line where the reader can mend it, everything where not. */
export function failureText(error: unknown): string {
  if (error instanceof StartError || error instanceof MigrationError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
