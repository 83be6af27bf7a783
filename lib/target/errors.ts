/** What a target's errors become: short text for people and a code for programs, without secrets. */
export class TargetError extends Error {
  /** SQLSTATE where the server answered; else `unreachable`, `tls`, `deadline` or `host-refused`. */
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "TargetError";
    this.code = code;
  }
}

/** The five characters of a server's error code, or null where the error came from elsewhere. */
export function sqlStateOf(error: unknown): string | null {
  if (error instanceof TargetError) return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null;
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && "severity" in (error as object)
    ? code
    : null;
}

/**
 * One sentence about an error of a target. Never holds `detail`, `where` or a statement's text: they carry row values.
 * Network failures read alike whatever the cause, so that the text does not tell open ports from closed ones.
 */
export function describeTargetError(error: unknown): string {
  if (error instanceof TargetError) return error.message;
  const state = sqlStateOf(error);
  if (state !== null) return describeServerError(state, (error as Error).message);
  const message = error instanceof Error ? error.message : "";
  if (/query read timeout/i.test(message)) return "The server did not answer in time.";
  if (/does not support SSL/i.test(message))
    return "The server offers no TLS: use sslmode=disable or mend the server.";
  if (isTlsError(error)) return `The server's TLS certificate was not accepted: ${tlsReason(error)}.`;
  return "The connection to the server failed or was lost: check host, port, and that the server accepts connections from here.";
}

/** Whether the connection, not the statement, is what failed: then the client is of no more use. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof TargetError)
    return ["unreachable", "deadline"].includes(error.code) || isLostState(error.code);
  const state = sqlStateOf(error);
  if (state !== null) return isLostState(state);
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/.test(code) ||
    /connection (terminated|ended)|not queryable|client has encountered a connection error|query read timeout|client was closed/i.test(
      error.message,
    )
  );
}

// 57P01 admin_shutdown (also pg_terminate_backend), 57P02 crash_shutdown, 57P03 cannot_connect_now,
// 57P05 idle_session_timeout, 25P03 idle_in_transaction_session_timeout, 25P04 transaction_timeout, class 08.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
function isLostState(state: string): boolean {
  return state.startsWith("08") || /^(57P01|57P02|57P03|57P05|25P03|25P04)$/.test(state);
}

function describeServerError(state: string, message: string): string {
  switch (state) {
    case "28P01":
      return "The server refused the password for this user.";
    case "28000":
      return `The server refused this user: ${firstLine(message)}.`;
    case "3D000":
      return "The database does not exist on this server.";
    case "53300":
      return "The server has no free connections.";
    case "57P01":
      return "The server ended the connection (an administrator, or a shutdown).";
    case "57P03":
      return "The server is starting up, shutting down or in recovery.";
    case "57014":
      return "The statement was cancelled (its time limit, or somebody's request).";
    case "55P03":
      return "The lock was not to be had within the time limit.";
    case "42501":
      return `Not permitted: ${firstLine(message)}.`;
    default:
      return `The server answered: ${firstLine(message)} (${state}).`;
  }
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").slice(0, 200).replace(/\.$/, "");
}

export function isTlsError(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_/.test(code);
}

function tlsReason(error: unknown): string {
  return firstLine((error as Error).message).toLowerCase();
}
