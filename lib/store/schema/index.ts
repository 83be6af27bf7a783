/** Every table of the control plane, by area. */
export * from "./audit-events";
export * from "./changes";
export * from "./demo";
export * from "./environments";
export * from "./installation";
export * from "./lock-samples";
export * from "./people";
export * from "./rehearsals";
export * from "./rollouts";
export * from "./runs";
