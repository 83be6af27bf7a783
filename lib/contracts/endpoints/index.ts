import { auditEndpoints } from "./audit";
import { changeEndpoints } from "./changes";
import { demoEndpoints } from "./demo";
import type { Endpoint } from "./endpoint";
import { environmentEndpoints } from "./environments";
import { interopEndpoints } from "./interop";
import { peopleEndpoints } from "./people";
import { rehearsalEndpoints } from "./rehearsals";
import { reviewEndpoints } from "./reviews";
import { rolloutEndpoints } from "./rollouts";
import { systemEndpoints } from "./system";

/** Every call of the HTTP API: the one list that the OpenAPI document and the route test read. */
export const endpoints: readonly Endpoint[] = [
  ...peopleEndpoints,
  ...environmentEndpoints,
  ...changeEndpoints,
  ...reviewEndpoints,
  ...rehearsalEndpoints,
  ...rolloutEndpoints,
  ...interopEndpoints,
  ...auditEndpoints,
  ...systemEndpoints,
  ...demoEndpoints,
];
