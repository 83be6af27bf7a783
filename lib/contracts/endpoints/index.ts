import { auditEndpoints } from "./audit";
import { demoEndpoints } from "./demo";
import type { Endpoint } from "./endpoint";
import { peopleEndpoints } from "./people";
import { systemEndpoints } from "./system";

/** Every call of the HTTP API: the one list that the OpenAPI document and the route test read. */
export const endpoints: readonly Endpoint[] = [
  ...peopleEndpoints,
  ...auditEndpoints,
  ...systemEndpoints,
  ...demoEndpoints,
];
