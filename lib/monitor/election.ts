import type pg from "pg";

/**
 * Who samples which environment: session-level advisory locks on the control plane, all held by one connection that
 * does nothing slow. They are only ever tried, never waited for, and end with the connection.
 */
export class Election {
  readonly client: pg.PoolClient;
  readonly #onNotification: (message: pg.Notification) => void;
  #lost = false;

  private constructor(client: pg.PoolClient, onWake: (payload: string) => void) {
    this.client = client;
    this.#onNotification = (message) => onWake(message.payload ?? "");
    client.on("notification", this.#onNotification);
    // The next query on the client fails; this listener keeps the drop itself from ending the process.
    client.on("error", this.#onError);
  }

  readonly #onError = () => {
    this.#lost = true;
  };

  /** Takes a connection out of the pool for as long as the election lasts, and listens for wake-ups on it. */
  static async open(pool: pg.Pool, onWake: (payload: string) => void): Promise<Election> {
    const client = await pool.connect();
    const election = new Election(client, onWake);
    try {
      await client.query("LISTEN interlock_wake");
      return election;
    } catch (error) {
      election.#lost = true;
      await election.close();
      throw error;
    }
  }

  /** Stands for the environments given and answers those won. */
  async stand(environmentIds: readonly string[]): Promise<string[]> {
    const { rows } = await this.client.query<{ id: string }>(
      `SELECT id FROM unnest($1::text[]) AS e (id)
       WHERE pg_try_advisory_lock(hashtextextended('interlock:monitor:' || e.id, 0))`,
      [environmentIds],
    );
    return rows.map((row) => row.id);
  }

  async resign(environmentId: string): Promise<void> {
    await this.client.query("SELECT pg_advisory_unlock(hashtextextended('interlock:monitor:' || $1, 0))", [
      environmentId,
    ]);
  }

  /** Gives every lock back. The connection is closed, not reused: a session must not take locks with it. */
  async close(): Promise<void> {
    this.client.off("notification", this.#onNotification);
    this.client.release(this.#lost ? new Error("the connection was lost") : true);
  }
}
