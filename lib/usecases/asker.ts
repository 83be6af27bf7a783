import type { Actor } from "../contracts/user";
import type { Store } from "../store/client";

/** Who asks, and where what is asked for is kept: the first argument of every use case. */
export interface Asker {
  readonly store: Store;
  readonly actor: Actor;
}
