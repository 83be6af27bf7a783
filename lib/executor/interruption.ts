import type { PauseReason } from "../contracts/run";

/**
 * Why a run stops before its phase is done. These are thrown, because they may arise at any depth (between two
 * statements of a batch) and there is one place, the run's outermost loop, that acts on them.
 */
export class Interruption extends Error {
  override readonly name: string = "Interruption";
}

/** Somebody asked for it, or this worker is being stopped and hands over. */
export class Asked extends Interruption {
  override readonly name = "Asked";
  constructor(readonly what: "pause" | "abort" | "hand-over") {
    super(`asked to ${what}`);
  }
}

/** Another worker has the lease, or a newer epoch is on the target: write nothing more, leave. */
export class LeaseLost extends Interruption {
  override readonly name = "LeaseLost";
  constructor() {
    super("the lease is another worker's");
  }
}

/** Only a person can decide how to go on. */
export class StopAndAsk extends Interruption {
  override readonly name = "StopAndAsk";
  constructor(readonly reason: PauseReason) {
    super(reason.message);
  }
}

/** The server was replaced by a replica of it, which may lack the last commits: begin again from the probes. */
export class FailedOver extends Interruption {
  override readonly name = "FailedOver";
  constructor() {
    super("the server was failed over");
  }
}

/** The step cannot be done; the run is over. */
export class StepFailed extends Interruption {
  override readonly name = "StepFailed";
  constructor(
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export const KEEP_TRYING = { id: "keep-trying", label: "Keep trying" } as const;
export const ABORT = { id: "abort", label: "Abort the run" } as const;

/** A pause that waits for a person, with what they may choose. */
export function askPerson(
  code: string,
  message: string,
  choices: readonly { id: string; label: string }[] = [KEEP_TRYING, ABORT],
): StopAndAsk {
  return new StopAndAsk({ code, message, waitsFor: "person", choices: [...choices] });
}
