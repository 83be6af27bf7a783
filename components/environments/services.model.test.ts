import { expect, test } from "vitest";
import { servicesOf } from "./services.model";

test.each([
  ["web, worker ,cron", ["web", "worker", "cron"]],
  ["web,,web", ["web"]],
  ["  ", ["app"]],
])("%j are the services %j", (text, services) => {
  expect(servicesOf(text)).toEqual(services);
});
