import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export interface ChildOptions {
  /** In log lines: "web", "worker", … */
  readonly name: string;
  /** Arguments to node: loader options, file, its own arguments. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  /** Told when the child has died this often in a row without living for `steadyMs`. */
  readonly onGivenUp: (line: string) => void;
  readonly attempts?: number;
  readonly firstDelayMs?: number;
  readonly steadyMs?: number;
  /** How long a child may take to end after SIGTERM before it is killed. */
  readonly graceMs?: number;
}

export interface SupervisedChild {
  /** Resolves at the first message `"ready"` of the child. */
  readonly ready: Promise<void>;
  readonly pid: number | undefined;
  /** Ends the child for good and waits until it is gone. */
  stop(): Promise<void>;
  /** Kills it at once; for the last moment before this process exits. */
  kill(): void;
}

/**
 * Runs a Node process and starts it again when it dies, later each time. The child has an IPC channel and
 * must end itself when that disconnects: so it goes even when this process is killed. It leads a process
 * group of its own, so that Ctrl-C in a terminal reaches it in the supervisor's order only.
 */
export function superviseChild(options: ChildOptions): SupervisedChild {
  const { name, args, env, log } = options;
  const attempts = options.attempts ?? 6;
  const steadyMs = options.steadyMs ?? 30_000;
  let markReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  let child: ChildProcess | null = null;
  let deaths = 0;
  let stopping = false;
  let gone = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;

  const start = (): void => {
    timer = null;
    const startedAt = performance.now();
    const current = spawn(process.execPath, args, {
      env,
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child = current;
    current.on("message", (message) => {
      if (message === "ready") markReady();
    });
    gone = new Promise((resolve) => {
      const onEnd = (how: string): void => {
        resolve();
        if (stopping) return;
        deaths = performance.now() - startedAt > steadyMs ? 1 : deaths + 1;
        if (deaths >= attempts) {
          options.onGivenUp(`${name} ${how}, ${deaths} times in a row: giving up.`);
          return;
        }
        const delayMs = Math.min((options.firstDelayMs ?? 500) * 2 ** (deaths - 1), 10_000);
        log(`${name} ${how}; starting it again.`);
        timer = setTimeout(start, delayMs);
      };
      current.once("exit", (code, signal) =>
        onEnd(signal ? `was ended by ${signal}` : `ended with code ${code}`),
      );
      current.once("error", (error) => {
        if (current.pid === undefined) onEnd(`could not be started (${error.message})`);
      });
    });
  };
  start();

  return {
    ready,
    get pid() {
      return child?.pid;
    },
    kill() {
      stopping = true;
      child?.kill("SIGKILL");
    },
    async stop() {
      stopping = true;
      if (timer) clearTimeout(timer);
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const ended = await Promise.race([
        gone.then(() => true),
        sleep(options.graceMs ?? 10_000, false, { ref: false }),
      ]);
      if (ended) return;
      log(`${name} does not end by itself: killing it.`);
      child.kill("SIGKILL");
      await gone;
    },
  };
}
