import { named, type Signs } from "../clue";

/** `V2__name.sql`; `R__` files run again at each change, `U2__` and `B2__` are no steps of the way up. */
export const flywaySigns: Signs = {
  migrations: (files) => files.filter(named(/^(V\d[\w.]*|R)__.*\.sql$/)),
  isOwn: named(/^flyway\.(conf|toml)$/),
  mark: "V…__ in the name",
};
