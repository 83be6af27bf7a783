import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * What tells this process apart from a later one that was given the same pid: its start time.
 * Null when no such process runs.
 */
export function processIdentity(pid: number): string | null {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The second field is the command in parentheses and may itself contain spaces and parentheses.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const [state, startTime] = [fields[0], fields[19]];
      return state === "Z" || startTime === undefined ? null : `${pid}@${startTime}`;
    } catch {
      return null;
    }
  }
  try {
    const started = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return started === "" ? null : `${pid}@${started}`;
  } catch {
    return null;
  }
}

/** True while the very process that had this identity runs. */
export function isRunning(identity: string): boolean {
  const pid = Number(identity.split("@")[0]);
  return Number.isInteger(pid) && pid > 0 && processIdentity(pid) === identity;
}

/**
 * Postgres processes working on `dataDirectory`, also after their postmaster died. A postmaster changes into
 * its data directory, and its children stay there; where the kernel does not tell working directories, the
 * command line of the process named in postmaster.pid is compared instead.
 */
export function postgresProcessesOn(dataDirectory: string): number[] {
  if (process.platform === "linux") {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && isPostgresIn(name, dataDirectory))
      .map(Number);
  }
  const pid = postmasterPid(dataDirectory);
  if (pid === null) return [];
  try {
    const command = execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return command.includes("postgres") && command.includes(dataDirectory) ? [pid] : [];
  } catch {
    return [];
  }
}

/** The pid that the postmaster wrote on the first line of its lock file, or null. */
export function postmasterPid(dataDirectory: string): number | null {
  try {
    const pid = Number(readFileSync(`${dataDirectory}/postmaster.pid`, "utf8").split("\n")[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function isPostgresIn(pid: string, dataDirectory: string): boolean {
  try {
    if (readlinkSync(`/proc/${pid}/cwd`) !== dataDirectory) return false;
    // The name, because a shell may stand in the same directory.
    return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("postgres");
  } catch {
    return false;
  }
}
